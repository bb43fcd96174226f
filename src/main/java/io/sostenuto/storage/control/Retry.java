package io.sostenuto.storage.control;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Does work anew where another transaction was at the same rows, or no connection was to be had. Also work that may not be
 * done twice: what collided, or found no connection, has done nothing.
 */
final class Retry {

    private static final int MOST_TIMES = 4;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Supplier<Duration> deadline;

    /** @param deadline after which nothing is begun anew */
    Retry(Supplier<Duration> deadline) {
        this.deadline = deadline;
    }

    <T> T run(Supplier<T> work) {
        var begun = System.nanoTime();
        for (var time = 1;; time++) {
            try {
                return work.get();
            } catch (RuntimeException failed) {
                var trouble = Trouble.of(failed);
                var inTime = System.nanoTime() - begun < deadline.get().toNanos();
                if (!inTime || trouble != Trouble.FULL && (trouble != Trouble.COLLISION || time == MOST_TIMES)) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
