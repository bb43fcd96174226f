package io.sostenuto.accounts.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The time that Spotify's 429 gave to exchanges of codes, with one probe a minute. A node keeps to what it was told itself:
 * what strangers bring about must not cost the database a question.
 */
public final class ExchangePause {

    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private boolean holds;
    private int begun;
    private long end;
    private long nextProbe;

    /** @param nanos the monotonic clock */
    public ExchangePause(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @return how long nothing may be sent; empty where this caller may send, if need be as the probe */
    public synchronized Optional<Duration> left() {
        var now = nanos.getAsLong();
        if (!holds || end - now <= 0) {
            holds = false;
            return Optional.empty();
        }
        if (nextProbe - now <= 0) {
            nextProbe = now + BETWEEN_PROBES.toNanos();
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.min(end, nextProbe) - now));
    }

    public synchronized void begin(Duration wait) {
        holds = true;
        begun++;
        end = nanos.getAsLong() + wait.toNanos();
        nextProbe = nanos.getAsLong() + BETWEEN_PROBES.toNanos();
    }

    /** @return what {@link #over} is told about an exchange that is sent now */
    public synchronized int begun() {
        return begun;
    }

    /** An exchange was answered as usual; one that was sent before the 429 came says nothing about it. */
    public synchronized void over(int begunWhenSent) {
        holds = holds && begunWhenSent != begun;
    }
}
