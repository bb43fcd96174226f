package io.sostenuto.operations.upkeep;

import io.sostenuto.FakeClocks;
import io.sostenuto.Unchecked;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.time.Ticks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecurringTest {

    private static final Logger LOG = Logger.getLogger(Recurring.class.getName());
    private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

    private final Ticks timer = new Ticks();
    private final List<String> told = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                told.add(String.valueOf(line.getParameters()[1]));
            }
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private int turns;

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(listener);
        timer.shutdownNow();
    }

    private CompletionStage<?> throwing(Throwable failure) {
        turns++;
        throw Unchecked.of(failure);
    }

    @Test
    void aTurnThatThrowsIsFollowedByTheNext() {
        for (var failure : List.of(new OutOfMemoryError("unable to create native thread"),
                new RejectedExecutionException("full"), new IllegalStateException("a defect"), new StackOverflowError())) {
            turns = 0;
            var ticks = new Ticks();
            Recurring.every(Duration.ofSeconds(1), "Something", () -> throwing(failure)).begin(ticks);
            ticks.tick();
            ticks.tick();
            ticks.tick();
            assertThat(turns).as(failure.toString()).isEqualTo(3);
            ticks.shutdownNow();
        }
    }

    @Test
    void aTurnWhoseStageFailsOrThatIsNoneIsFollowedByTheNext() {
        Recurring.every(Duration.ofSeconds(1), "Something", () -> {
            turns++;
            return turns % 2 == 0 ? null : CompletableFuture.failedFuture(new OutOfMemoryError());
        }).begin(timer);
        timer.tick();
        timer.tick();
        timer.tick();
        assertThat(turns).isEqualTo(3);
    }

    @Test
    void oneTurnAtATimeIsUnderWay() {
        var slow = new CompletableFuture<Void>();
        Recurring.every(Duration.ofSeconds(1), "Something", () -> {
            turns++;
            return slow;
        }).begin(timer);
        timer.tick();
        timer.tick();
        assertThat(turns).isEqualTo(1);
        slow.completeExceptionally(new OutOfMemoryError());
        timer.tick();
        assertThat(turns).isEqualTo(2);
    }

    @Test
    void theRestDependsOnWhatTheTurnTook() {
        var clocks = new FakeClocks();
        Recurring.resting(took -> took.multipliedBy(100), "A count", () -> {
            turns++;
            clocks.pass(Duration.ofSeconds(2));
            return DONE;
        }, clocks.monotonic).begin(timer);
        timer.tick();
        clocks.pass(Duration.ofSeconds(199));
        timer.tick();
        assertThat(turns).isEqualTo(1);
        clocks.pass(Duration.ofSeconds(1));
        timer.tick();
        assertThat(turns).isEqualTo(2);
    }

    @Test
    void whatGoesWrongIsToldOnceUntilItIsSomethingElse() {
        var failures = new ArrayList<Throwable>(List.of(new IllegalStateException("1"), new IllegalStateException("2"),
                new OutOfMemoryError(), new OutOfMemoryError(), new StorageUnavailable("away", null)));
        Recurring.every(Duration.ofSeconds(1), "Something", () -> CompletableFuture.failedFuture(failures.remove(0))).begin(timer);
        for (var turn = 0; turn < 5; turn++) {
            timer.tick();
        }
        assertThat(told).containsExactly("IllegalStateException", "OutOfMemoryError");
    }

    @Test
    void whatIsTriedUntilItSucceedsIsTriedAgainAfterAnErrorAndNotAfterwards() {
        Recurring.until(Duration.ofSeconds(1), "The first contact", () -> {
            turns++;
            if (turns == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return CompletableFuture.completedFuture(turns == 3);
        }).begin(timer);
        for (var turn = 0; turn < 6; turn++) {
            timer.tick();
        }
        assertThat(turns).isEqualTo(3);
        assertThat(timer.alive()).isZero();
    }

    @Test
    void aBeginningThatFailsCanBeRepeatedAndOneThatDoesNotBeginsOnce() {
        var refuses = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        var recurring = Recurring.every(Duration.ofSeconds(1), "Something", () -> {
            turns++;
            return DONE;
        });
        assertThatThrownBy(() -> recurring.begin(refuses)).isInstanceOf(OutOfMemoryError.class);
        recurring.begin(timer);
        recurring.begin(timer);
        timer.tick();
        assertThat(turns).isEqualTo(1);
        refuses.shutdownNow();
    }
}
