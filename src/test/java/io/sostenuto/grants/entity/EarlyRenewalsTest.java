package io.sostenuto.grants.entity;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class EarlyRenewalsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static EarlyRenewals used(int times, Instant now) {
        var early = EarlyRenewals.UNUSED;
        for (var i = 0; i < times; i++) {
            assertThat(early.wait(now)).as("before number %d", i + 1).isZero();
            early = early.used(now);
        }
        return early;
    }

    @Test
    void tenAtOnceThenOneAMinute() {
        var early = used(10, NOW);
        assertThat(early.wait(NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(early.wait(NOW.plusSeconds(45))).isEqualTo(Duration.ofSeconds(15));
        var later = NOW.plusSeconds(60);
        assertThat(early.wait(later)).isZero();
        assertThat(early.used(later).wait(later)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void afterTenMinutesAllAreThereAgain() {
        var later = NOW.plus(Duration.ofMinutes(10));
        var early = used(10, NOW);
        for (var i = 0; i < 10; i++) {
            assertThat(early.wait(later)).isZero();
            early = early.used(later);
        }
        assertThat(early.wait(later)).isPositive();
    }

    @Test
    void aClockThatIsSetBackByHoursKeepsNobodyWaiting() {
        var early = used(10, NOW);
        for (var minute = 0; minute < 130; minute++) {
            var now = NOW.minus(Duration.ofHours(2)).plusSeconds(60L * minute);
            early = early.used(now);
            assertThat(early.wait(now.plusSeconds(60))).as("minute %d", minute).isZero();
        }
    }

    @Test
    void aClockThatIsSetBackByMinutesCostsNoMoreThanTheyAre() {
        var early = used(10, NOW);
        var back = NOW.minus(Duration.ofMinutes(5));
        assertThat(early.wait(back)).isEqualTo(Duration.ofMinutes(1));
        assertThat(early.wait(back.plus(Duration.ofMinutes(6)))).isZero();
    }

    @Test
    void aClockThatIsSetForwardGivesThemBack() {
        assertThat(used(10, NOW).wait(NOW.plus(Duration.ofHours(2)))).isZero();
    }
}
