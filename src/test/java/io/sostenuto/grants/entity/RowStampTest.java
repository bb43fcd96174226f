package io.sostenuto.grants.entity;

import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class RowStampTest {

    private static final SessionId SESSION = SessionId.random();
    private static final Optional<SpotifyUser> NAMELESS = Optional.of(new SpotifyUser("user", Optional.empty()));

    private final GrantCopy cookie = copy(NAMELESS, 2, true);
    private final RowStamp stamp = RowStamp.of(new GrantRow(cookie), 0);

    @Test
    void theCookieOfTheRowFits() {
        assertThat(stamp.fits(cookie)).isTrue();
    }

    @Test
    void aCookieThatSaysSomethingElseDoesNot() {
        assertThat(stamp.fits(copy(NAMELESS, 3, true))).as("another generation").isFalse();
        assertThat(stamp.fits(copy(NAMELESS, 2, false))).as("whether the refresh token is kept").isFalse();
        assertThat(stamp.fits(copy(Optional.empty(), 2, true))).as("no user").isFalse();
        assertThat(stamp.fits(copy(Optional.of(new SpotifyUser("user", Optional.of("Name"))), 2, true))).as("a name").isFalse();
        assertThat(stamp.fits(copy(Optional.of(new SpotifyUser("other", Optional.empty())), 2, true))).as("another user").isFalse();
    }

    private static GrantCopy copy(Optional<SpotifyUser> user, int generation, boolean tokenKept) {
        return new GrantCopy(SESSION, AppName.DEFAULT, user, "streaming", generation, Optional.of(new RefreshToken("refresh")), Instant.EPOCH,
                tokenKept);
    }
}
