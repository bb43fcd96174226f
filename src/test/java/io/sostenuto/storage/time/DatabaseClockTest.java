package io.sostenuto.storage.time;

import io.sostenuto.FakeClocks;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseClockTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    private final FakeClocks clocks = new FakeClocks();
    private final DatabaseClock clock = new DatabaseClock(clocks.both);

    private void sees(Instant databaseTime) {
        clock.saw(clock.here(), databaseTime);
    }

    private void seesAfter(Duration time, Instant databaseTime) {
        clocks.pass(time);
        sees(databaseTime);
    }

    @Test
    void beforeTheFirstContactItIsThisMachinesClock() {
        assertThat(clock.now()).isEqualTo(clocks.both.wall());
    }

    @Test
    void theDatabasesTimeIsCountedOn() {
        sees(TEN);
        clocks.pass(Duration.ofMinutes(5));
        assertThat(clock.now()).isEqualTo(TEN.plusSeconds(300));
    }

    @Test
    void aSleepOfTheMachineIsNotHidden() {
        sees(TEN);
        clocks.sleep(TWO_HOURS);
        assertThat(clock.now()).isEqualTo(TEN.plus(TWO_HOURS));
    }

    @Test
    void aWallClockThatIsSetBackIsNotHeard() {
        sees(TEN);
        clocks.turn(TWO_HOURS.negated());
        clocks.pass(Duration.ofMinutes(5));
        assertThat(clock.now()).isEqualTo(TEN.plusSeconds(300));
    }

    @Test
    void whatAWallClockThatIsSetForwardSaysIsPutRightByTheNextSight() {
        sees(TEN);
        clocks.turn(TWO_HOURS);
        assertThat(clock.now()).isEqualTo(TEN.plus(TWO_HOURS));
        seesAfter(Duration.ofSeconds(5), TEN.plusSeconds(5));
        assertThat(clock.now()).isEqualTo(TEN.plusSeconds(5));
    }

    @Test
    void aDatabasesClockThatJumpsIsNotSteadyForAsLongAsALeaseMayLast() {
        for (var jump : new Duration[]{TWO_HOURS, TWO_HOURS.negated(), Duration.ofSeconds(20), Duration.ofSeconds(-20)}) {
            var jumping = new DatabaseClock(clocks.both);
            jumping.saw(jumping.here(), TEN);
            clocks.pass(Duration.ofSeconds(5));
            jumping.saw(jumping.here(), TEN.plusSeconds(5).plus(jump));
            assertThat(jumping.isSteady()).as("by " + jump).isFalse();
            clocks.pass(DatabaseClock.LONGEST_LEASE);
            assertThat(jumping.isSteady()).as("no lease of before can last").isFalse();
            clocks.pass(Duration.ofMillis(1));
            assertThat(jumping.isSteady()).isTrue();
        }
    }

    @Test
    void aDatabaseThatAnswersLateHasNotJumped() {
        sees(TEN);
        var asked = clock.here();
        clocks.pass(Duration.ofSeconds(14)); // frozen
        clock.saw(asked, TEN.plusSeconds(14));
        var askedAgain = clock.here();
        clocks.pass(Duration.ofSeconds(14));
        clock.saw(askedAgain, TEN.plusSeconds(14)); // told at once, heard late
        seesAfter(Duration.ofSeconds(1), TEN.plusSeconds(29));
        assertThat(clock.isSteady()).isTrue();
    }

    @Test
    void aNodeThatHasSleptHasSeenNoJump() {
        sees(TEN);
        clocks.sleep(TWO_HOURS);
        seesAfter(Duration.ofSeconds(5), TEN.plus(TWO_HOURS).plusSeconds(5));
        assertThat(clock.isSteady()).isTrue();
    }

    @Test
    void answersThatOvertakeEachOtherAreNoJump() {
        sees(TEN);
        var slow = clock.here();
        seesAfter(Duration.ofSeconds(6), TEN.plusSeconds(6));
        clock.saw(slow, TEN);
        seesAfter(Duration.ofSeconds(1), TEN.plusSeconds(7));
        assertThat(clock.isSteady()).isTrue();
    }
}
