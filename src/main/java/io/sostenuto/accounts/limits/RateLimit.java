package io.sostenuto.accounts.limits;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.Deadline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Keeps the whole product to the time that Spotify's 429 gave one app, with one probe a minute: the nodes tell each other
 * through the database. Where that is away, each keeps to what it was told itself.
 *
 * <p>A node that knows of a pause counts it by its monotonic clock, whatever becomes of the database's. In a machine's
 * sleep that stands still; then the next probe finds out, a minute later at most.
 */
public class RateLimit {

    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);
    /** What a node was just told itself may not have reached the database yet. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private final DatabaseGate storage;
    private final RateLimitRow pause;
    private final AppName app;
    private final LongSupplier nanos;
    private long begun;
    private boolean pauses;
    /** The pause that this node has heard of, as the row tells it from others; 0 for none. */
    private long known;
    private Deadline told;
    private Deadline end;
    private Deadline nextProbe;

    /** @param app whose pause it is; @param nanos the monotonic clock */
    public RateLimit(DatabaseGate storage, RateLimitRow pause, AppName app, LongSupplier nanos) {
        this.storage = storage;
        this.pause = pause;
        this.app = app;
        this.nanos = nanos;
        this.told = in(Duration.ZERO);
        this.end = told;
        this.nextProbe = told;
    }

    private Deadline in(Duration time) {
        return Deadline.in(time, nanos);
    }

    /** @return how long Spotify said that nothing may be sent; empty where this caller may send, if need be as the probe of all nodes */
    public CompletionStage<Optional<Duration>> holdBack() {
        Duration left;
        synchronized (this) {
            if (end.isPast()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            if (!nextProbe.isPast()) {
                return CompletableFuture.completedFuture(Optional.of(left()));
            }
            nextProbe = in(BETWEEN_PROBES);
            left = end.left();
        }
        return storage.ask(() -> pause.takeProbe(app, BETWEEN_PROBES, left)).exceptionally(away -> true)
                .thenApply(ours -> ours ? Optional.empty() : Optional.of(left()));
    }

    private synchronized Duration left() {
        return end.left();
    }

    /** @return what {@link #over} is told about a call that is sent now */
    public synchronized long begun() {
        return begun;
    }

    public void begin(Duration wait) {
        synchronized (this) {
            told = in(ON_ITS_WAY);
            known = 0;
            hold(wait);
        }
        storage.ask(() -> pause.begin(app, wait, BETWEEN_PROBES)).thenAccept(this::wrote);
    }

    private synchronized void wrote(long pauseEnd) {
        known = pauseEnd;
    }

    private void hold(Duration wait) {
        begun++;
        pauses = true;
        end = in(wait);
        nextProbe = in(BETWEEN_PROBES);
    }

    /**
     * A call was answered as usual: the pause is over for all nodes, also where its time was up already, or it would come
     * back with a clock that is set back. One that was sent before the 429 came says nothing about it.
     */
    public void over(long begunWhenSent) {
        synchronized (this) {
            if (begunWhenSent != begun || !pauses) {
                return;
            }
            lift();
        }
        storage.ask(() -> pause.lift(app));
    }

    private void lift() {
        pauses = false;
        end = in(Duration.ZERO);
    }

    /** Hears what other nodes were told. */
    public CompletionStage<?> look() {
        return storage.ask(() -> pause.look(app, BETWEEN_PROBES)).thenAccept(this::share);
    }

    /** Only a pause that is new to this node holds it: that of one it knows ends by its own clock, or by an answer. */
    synchronized void share(RateLimitRow.Seen seen) {
        if (seen.wasLifted()) {
            if (known != 0 && told.isPast()) {
                known = 0;
                lift();
            }
        } else if (seen.end() != known) {
            known = seen.end();
            if (seen.left().compareTo(end.left()) > 0) {
                hold(seen.left());
            }
        }
    }
}
