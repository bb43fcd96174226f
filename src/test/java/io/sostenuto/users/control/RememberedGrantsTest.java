package io.sostenuto.users.control;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.users.control.RememberedGrants.Remembered;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedGrantsTest {

    private final RememberedGrants grants = new RememberedGrants();
    private final Owner ada = owner("ada");

    private static Owner owner(String subject) {
        return new Owner("https://id.example", subject, AppName.DEFAULT);
    }

    private static GrantCopy copy(SessionId session, int generation) {
        return new GrantCopy(session, AppName.DEFAULT, Optional.empty(), "streaming", generation,
                Optional.of(new RefreshToken("AQ-" + generation)), Instant.EPOCH, false);
    }

    private void keep(Owner owner, GrantCopy copy, long changes) {
        grants.keep(new Remembered(owner, copy, changes));
    }

    @Test
    void aNewerGenerationIsKeptAndHasToBeReadBeforeItCounts() {
        var session = SessionId.random();
        keep(ada, copy(session, 1), 7);
        grants.advance(copy(session, 2));
        assertThat(grants.of(ada)).contains(new Remembered(ada, copy(session, 2), RememberedGrants.UNREAD));
        keep(ada, copy(session, 1), 8);
        assertThat(grants.of(ada).orElseThrow().copy().generation()).as("a database that was set back").isEqualTo(2);
    }

    @Test
    void whatIsNobodysIsNotRemembered() {
        grants.advance(copy(SessionId.random(), 2));
        assertThat(grants.count()).isZero();
    }

    @Test
    void aNewLinkTakesThePlaceAndTheEndOfTheOldOneDoesNotTouchIt() {
        var old = SessionId.random();
        var now = SessionId.random();
        keep(ada, copy(old, 3), 1);
        keep(ada, copy(now, 1), 1);
        grants.forget(old);
        assertThat(grants.of(ada).orElseThrow().copy().session()).isEqualTo(now);
        grants.forget(now);
        assertThat(grants.of(ada)).isEmpty();
    }

    @Test
    void whoWasNotAskedForTheLongestIsForgottenFirst() {
        var first = SessionId.random();
        keep(ada, copy(first, 1), 1);
        for (var other = 1; other < RememberedGrants.MOST; other++) {
            keep(owner("user-" + other), copy(SessionId.random(), 1), 1);
        }
        assertThat(grants.of(ada)).isPresent();
        keep(owner("one more"), copy(SessionId.random(), 1), 1);
        assertThat(grants.count()).isEqualTo(RememberedGrants.MOST);
        assertThat(grants.of(ada)).isPresent();
        assertThat(grants.of(owner("user-1"))).isEmpty();
    }
}
