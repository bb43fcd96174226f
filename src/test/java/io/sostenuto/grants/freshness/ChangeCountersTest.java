package io.sostenuto.grants.freshness;

import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeCountersTest {

    private final ChangeCounters counters = new ChangeCounters();

    @Test
    void aChangeIsCountedForItsSession() {
        var session = SessionId.random();
        var before = counters.count(session);
        counters.increment(session);
        assertThat(counters.count(session)).isNotEqualTo(before);
    }

    @Test
    void theCountOfOneSessionTellsLittleOfTheOthers() {
        var changed = SessionId.random();
        for (var i = 0; i < 100; i++) {
            counters.increment(changed);
        }
        var touched = 0;
        for (var i = 0; i < 1_000; i++) {
            touched += counters.count(SessionId.random()) == 0 ? 0 : 1;
        }
        assertThat(touched).as("of 1,000 others").isLessThan(20);
    }

    @Test
    void nothingIsCertainUntilItIsKnownWhoElseWrites() {
        assertThat(counters.areComplete()).isFalse();
        counters.countsAreComplete(false);
        assertThat(counters.areComplete()).isFalse();
        counters.countsAreComplete(true);
        assertThat(counters.areComplete()).isTrue();
    }
}
