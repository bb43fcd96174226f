package io.sostenuto.storage.control;

import io.sostenuto.FakeClocks;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetryTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final String COLLISION = "40001";
    private static final String FULL = "53300";
    private static final String LOCKED = "55P03";
    private static final String BROKEN = "08006";

    private final FakeClocks clocks = new FakeClocks();
    private Duration paused = Duration.ZERO;
    private int times;
    private final Retry retry = new Retry(() -> DEADLINE, clocks.monotonic, nanos -> {
        paused = paused.plusNanos(nanos);
        clocks.pass(Duration.ofNanos(nanos));
    });

    /** @return work that fails so often, after so long each time */
    private Supplier<String> failing(String state, int failures, Duration after) {
        return () -> {
            clocks.pass(after);
            if (times++ < failures) {
                throw new PersistenceException(new SQLException("no", state));
            }
            return "done";
        };
    }

    private static void assertFails(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOf(PersistenceException.class);
    }

    @Test
    void whoMetAnotherAtARowBeginsAnewAfterAMomentThreeTimes() {
        assertThat(retry.run(failing(COLLISION, 3, Duration.ZERO))).isEqualTo("done");
        assertThat(paused).isEqualTo(Duration.ofMillis(60));
        times = 0;
        assertFails(() -> retry.run(failing(COLLISION, 4, Duration.ZERO)));
        assertThat(times).isEqualTo(4);
    }

    @Test
    void aDatabaseThatIsFullIsAskedUntilTheDeadline() {
        assertThat(retry.run(failing(FULL, 50, Duration.ZERO))).isEqualTo("done");
        times = 0;
        paused = Duration.ZERO;
        assertFails(() -> retry.run(failing(FULL, Integer.MAX_VALUE, Duration.ZERO)));
        assertThat(paused).isEqualTo(DEADLINE);
    }

    @Test
    void nothingIsBegunAnewAfterTheDeadline() {
        assertFails(() -> retry.run(failing(COLLISION, 1, DEADLINE)));
        assertThat(times).isEqualTo(1);
        assertThat(paused).isZero();
    }

    @Test
    void whatMayHaveDoneSomethingIsNotDoneTwice() {
        for (var state : new String[]{LOCKED, BROKEN, "23502", null}) {
            times = 0;
            assertFails(() -> retry.run(failing(state, 1, Duration.ZERO)));
            assertThat(times).as(state).isEqualTo(1);
        }
    }
}
