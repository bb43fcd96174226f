package io.sostenuto.tokens.control;

import io.sostenuto.tokens.entity.Deadline;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.Optional;

/** Keeps the whole product to the time that Spotify's 429 gave it, with one probe a minute. */
@ApplicationScoped
public class RateLimit {

    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    private long begun;
    private Deadline end = Deadline.in(Duration.ZERO);
    private Deadline nextProbe = end;

    /** @return how long nothing may be sent; empty where this caller may send, possibly as the probe */
    synchronized Optional<Duration> holds() {
        if (end.isPast()) {
            return Optional.empty();
        }
        if (nextProbe.isPast()) {
            nextProbe = Deadline.in(BETWEEN_PROBES);
            return Optional.empty();
        }
        return Optional.of(end.left().compareTo(nextProbe.left()) < 0 ? end.left() : nextProbe.left());
    }

    /** @return what {@link #over} is told about a call that is sent now */
    synchronized long begun() {
        return begun;
    }

    synchronized void begin(Duration wait) {
        begun++;
        end = Deadline.in(wait);
        nextProbe = Deadline.in(BETWEEN_PROBES);
    }

    /** A call was answered as usual; one that was sent before the 429 came says nothing about it. */
    synchronized void over(long begunWhenSent) {
        if (begunWhenSent == begun) {
            end = Deadline.in(Duration.ZERO);
        }
    }
}
