package io.sostenuto.backends.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class EarlyExchangesTest {

    private final FakeClocks clocks = new FakeClocks();
    private final EarlyExchanges early = new EarlyExchanges(clocks.both);

    @Test
    void eachClientHasTenAtOnceAndOneAMinuteForEachSession() {
        var session = SessionId.random();
        for (var ask = 0; ask < 10; ask++) {
            assertThat(early.of("jobs").take(session)).isZero();
        }
        assertThat(early.of("jobs").take(session)).isEqualTo(Duration.ofMinutes(1));
        assertThat(early.of("jobs").take(SessionId.random())).as("another session").isZero();
        assertThat(early.of("shop").take(session)).as("another client").isZero();
        clocks.pass(Duration.ofSeconds(61));
        assertThat(early.of("jobs").take(session)).isZero();
        assertThat(early.of("jobs").take(session)).isPositive();
    }
}
