package io.sostenuto.tokens.control;

import io.sostenuto.sessions.control.DatabasePause;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.tokens.entity.Deadline;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the whole product to the time that Spotify's 429 gave it, with one probe a minute: the nodes tell each other
 * through the database. Where that is away, each keeps to what it was told itself.
 */
@ApplicationScoped
public class RateLimit {

    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);
    /** What a node was just told itself may not have reached the database yet. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private final Storage storage;
    private final DatabasePause pause;
    private long begun;
    private Deadline told = Deadline.in(Duration.ZERO);
    private Deadline end = told;
    private Deadline nextProbe = told;

    @Inject
    public RateLimit(Storage storage, DatabasePause pause) {
        this.storage = storage;
        this.pause = pause;
    }

    protected RateLimit() {
        this.storage = null;
        this.pause = null;
    }

    /** @return how long nothing may be sent; empty where this caller may send, if need be as the probe of all nodes */
    CompletionStage<Optional<Duration>> holds() {
        synchronized (this) {
            if (end.isPast()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            if (!nextProbe.isPast()) {
                return CompletableFuture.completedFuture(Optional.of(left()));
            }
            nextProbe = Deadline.in(BETWEEN_PROBES);
        }
        return storage.ask(() -> pause.takeProbe(BETWEEN_PROBES)).exceptionally(away -> true)
                .thenApply(ours -> ours ? Optional.empty() : Optional.of(left()));
    }

    private synchronized Duration left() {
        return end.left().compareTo(nextProbe.left()) < 0 ? end.left() : nextProbe.left();
    }

    /** @return what {@link #over} is told about a call that is sent now */
    synchronized long begun() {
        return begun;
    }

    void begin(Duration wait) {
        synchronized (this) {
            begun++;
            told = Deadline.in(ON_ITS_WAY);
            hold(wait);
        }
        storage.ask(() -> pause.begin(wait, BETWEEN_PROBES));
    }

    private void hold(Duration wait) {
        end = Deadline.in(wait);
        nextProbe = Deadline.in(BETWEEN_PROBES);
    }

    /** A call was answered as usual; one that was sent before the 429 came says nothing about it. */
    void over(long begunWhenSent) {
        synchronized (this) {
            if (begunWhenSent != begun || end.isPast()) {
                return;
            }
            end = Deadline.in(Duration.ZERO);
        }
        storage.ask(pause::over);
    }

    /** @param left of the time that any node was told; zero where that is over */
    public synchronized void share(Duration left) {
        if (!left.isZero() && end.isPast()) {
            hold(left);
        } else if (left.isZero() && told.isPast()) {
            end = Deadline.in(Duration.ZERO);
        }
    }
}
