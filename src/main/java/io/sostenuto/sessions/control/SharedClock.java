package io.sostenuto.sessions.control;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Instant;

/**
 * The database's clock as it was seen last, counted on by the monotonic one: all nodes agree on it, and one whose wall
 * clock is wrong or jumps agrees with them. Before the first contact it is this machine's own clock.
 */
@ApplicationScoped
public class SharedClock {

    private record Sight(Instant time, long nanos) {
    }

    private volatile Sight last;

    public Instant now() {
        var seen = last;
        return seen == null ? Instant.now() : seen.time().plusNanos(System.nanoTime() - seen.nanos());
    }

    void saw(Instant time) {
        last = new Sight(time, System.nanoTime());
    }
}
