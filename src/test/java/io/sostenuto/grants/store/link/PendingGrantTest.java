package io.sostenuto.grants.store.link;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class PendingGrantTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void whatWaitsIsReadAsItWasWritten() {
        var copy = new GrantCopy(SessionId.random(), new AppName("family"), Optional.of(new SpotifyUser("lena", Optional.empty())),
                "streaming", 1, Optional.of(new RefreshToken("AQ-1")), NOW, false);
        var pending = new PendingGrant(copy, new AccessToken("BQ-1"), NOW, Duration.ofHours(1), Optional.of("Firefox on Linux"));
        assertThat(PendingGrant.read(pending.text())).contains(pending);
        assertThat(pending.toString()).doesNotContain("AQ-1").doesNotContain("BQ-1");
    }
}
