package io.sostenuto.accounts.limits;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangePauseTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a monotonic clock may run over
    private final ExchangePause pause = new ExchangePause(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a429HoldsExchangesForTheTimeItGave() {
        assertThat(pause.left()).isEmpty();
        pause.begin(Duration.ofSeconds(40));
        assertThat(pause.left()).contains(Duration.ofSeconds(40));
        pass(Duration.ofSeconds(40));
        assertThat(pause.left()).isEmpty();
    }

    @Test
    void oneProbesAMinute() {
        pause.begin(Duration.ofHours(1));
        assertThat(pause.left()).contains(Duration.ofMinutes(1));
        pass(Duration.ofMinutes(1));
        assertThat(pause.left()).as("the probe").isEmpty();
        assertThat(pause.left()).as("the next one waits").contains(Duration.ofMinutes(1));
    }

    @Test
    void anAnswerToAnExchangeSentBeforeThe429LiftsNothing() {
        var before = pause.begun();
        pause.begin(Duration.ofSeconds(40));
        pause.over(before);
        assertThat(pause.left()).isPresent();
        pause.over(pause.begun());
        assertThat(pause.left()).isEmpty();
    }
}
