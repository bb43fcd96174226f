package io.sostenuto.tokens.entity;

import java.time.Duration;

/** A moment on the monotonic clock, which no change of the wall clock moves. */
public record Deadline(long nanos) {

    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** @return the time until then; zero when it is past */
    public Duration left() {
        var left = nanos - System.nanoTime();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    public boolean isPast() {
        return nanos - System.nanoTime() <= 0;
    }
}
