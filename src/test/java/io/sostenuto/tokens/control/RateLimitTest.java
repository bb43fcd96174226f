package io.sostenuto.tokens.control;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTest {

    private final RateLimit limit = new RateLimit();

    @Test
    void a429HoldsEverybodyForTheTimeItGave() {
        assertThat(limit.holds()).isEmpty();
        limit.begin(Duration.ofSeconds(40));
        assertThat(limit.holds().orElseThrow()).isBetween(Duration.ofSeconds(38), Duration.ofSeconds(40));
    }

    @Test
    void nobodyIsToldToWaitLongerThanUntilTheNextProbe() {
        limit.begin(Duration.ofHours(3));
        assertThat(limit.holds().orElseThrow()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    }

    @Test
    void anAnswerToACallSentBeforeThe429LiftsNothing() {
        var before = limit.begun();
        limit.begin(Duration.ofSeconds(40));
        limit.over(before);
        assertThat(limit.holds()).isPresent();
        limit.over(limit.begun());
        assertThat(limit.holds()).isEmpty();
    }
}
