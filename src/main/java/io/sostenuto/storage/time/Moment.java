package io.sostenuto.storage.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment on both clocks of this machine: one that is past by either of them is past. */
public record Moment(Clocks clocks, long millis, long nanos) {

    /** @return the time until then, by the clock that says less; zero when it is past */
    public Duration left() {
        var byWall = TimeUnit.MILLISECONDS.toNanos(millis - clocks.millis().getAsLong());
        return positive(Math.min(byWall, nanosLeft()));
    }

    public boolean isPast() {
        return left().isZero();
    }

    /** @return the time until then for who knows the time of day from somewhere else; zero when it is past */
    public Duration leftByMonotonicClock() {
        return positive(nanosLeft());
    }

    /** @return the time since then, by the clock that says more */
    public Duration ago() {
        var byWall = TimeUnit.MILLISECONDS.toNanos(clocks.millis().getAsLong() - millis);
        return positive(Math.max(byWall, -nanosLeft()));
    }

    /** @return the time since then that this machine was awake */
    public Duration agoByMonotonicClock() {
        return positive(-nanosLeft());
    }

    private long nanosLeft() {
        return nanos - clocks.nanos().getAsLong();
    }

    private static Duration positive(long nanos) {
        return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    @Override
    public String toString() {
        return "Moment[left=" + left() + "]";
    }
}
