package io.sostenuto.storage.control;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Does work anew where another transaction was at the same rows, or no connection was to be had. Also work that may not be
 * done twice: what collided, or found no connection, has done nothing.
 */
final class Retry {

    private static final int MOST_TIMES = 4;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Supplier<Duration> deadline;
    private final LongSupplier nanos;
    private final LongConsumer pause;

    /** @param deadline after which nothing is begun anew */
    Retry(Supplier<Duration> deadline) {
        this(deadline, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param nanos the monotonic clock
     * @param pause waits for so many nanoseconds
     */
    Retry(Supplier<Duration> deadline, LongSupplier nanos, LongConsumer pause) {
        this.deadline = deadline;
        this.nanos = nanos;
        this.pause = pause;
    }

    <T> T run(Supplier<T> work) {
        var begun = nanos.getAsLong();
        for (var time = 1;; time++) {
            try {
                return work.get();
            } catch (RuntimeException failed) {
                var trouble = Trouble.of(failed);
                var inTime = nanos.getAsLong() - begun < deadline.get().toNanos();
                if (!inTime || trouble != Trouble.FULL && (trouble != Trouble.COLLISION || time == MOST_TIMES)) {
                    throw failed;
                }
                pause.accept(PAUSE.toNanos());
            }
        }
    }
}
