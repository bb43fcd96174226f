package io.sostenuto.storage.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment on the monotonic clock, which no change of the wall clock moves: for how long somebody waits. What must not be
 * used after its time is a {@link io.sostenuto.storage.time.Moment}, because this clock stands still in a machine's sleep.
 *
 * @param clock the monotonic one, in nanoseconds
 */
public record Deadline(long nanos, LongSupplier clock) {

    public static Deadline in(Duration duration, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + duration.toNanos(), clock);
    }

    /** @return the time until then; zero when it is past */
    public Duration left() {
        var left = nanos - clock.getAsLong();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    public boolean isPast() {
        return nanos - clock.getAsLong() <= 0;
    }
}
