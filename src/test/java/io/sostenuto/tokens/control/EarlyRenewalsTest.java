package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.SessionId;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class EarlyRenewalsTest {

    private final EarlyRenewals early = new EarlyRenewals();

    @Test
    void tenAtOnceThenOneAMinuteAndEachSessionForItself() {
        var greedy = SessionId.random();
        for (int i = 0; i < 10; i++) {
            assertThat(early.take(greedy)).isTrue();
        }
        assertThat(early.take(greedy)).isFalse();
        assertThat(early.next(greedy)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(early.take(SessionId.random())).isTrue();
    }
}
