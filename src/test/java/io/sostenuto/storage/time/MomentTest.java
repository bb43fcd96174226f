package io.sostenuto.storage.time;

import io.sostenuto.FakeClocks;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class MomentTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeClocks clocks = new FakeClocks();
    private final Moment then = clocks.both.in(HOUR);

    @Test
    void bothClocksCountDown() {
        clocks.pass(Duration.ofMinutes(20));
        assertThat(then.left()).isEqualTo(Duration.ofMinutes(40));
        assertThat(then.ago()).isZero();
        clocks.pass(Duration.ofMinutes(40));
        assertThat(then.isPast()).isTrue();
        clocks.pass(HOUR);
        assertThat(then.ago()).isEqualTo(HOUR);
    }

    @Test
    void whatEndsWhileTheMachineSleepsIsOver() {
        clocks.sleep(Duration.ofHours(2));
        assertThat(then.isPast()).isTrue();
        assertThat(then.left()).isZero();
        assertThat(then.leftByMonotonicClock()).as("which stood still").isEqualTo(HOUR);
        assertThat(then.ago()).isEqualTo(HOUR);
    }

    @Test
    void aWallClockThatIsSetForwardEndsItEarly() {
        clocks.turn(Duration.ofHours(2));
        assertThat(then.isPast()).isTrue();
    }

    @Test
    void aWallClockThatIsSetBackMakesNothingLastLonger() {
        clocks.turn(Duration.ofHours(-2));
        assertThat(then.left()).isEqualTo(HOUR);
        clocks.pass(HOUR);
        assertThat(then.isPast()).isTrue();
    }
}
