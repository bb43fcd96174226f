package io.sostenuto.sessions.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Whether the database is there. A failure only puts that in doubt; what decides is a write: a {@linkplain WriteTrial
 * trial} that fails makes it away, a write of anybody's that is stored makes it present. So one broken connection, one
 * locked row or a full node is no outage, and a database that answers questions but takes no writes is one outage and
 * not a hundred.
 */
@ApplicationScoped
public class Presence {

    private static final Logger LOG = Logger.getLogger(Presence.class.getName());

    private final LongSupplier nanos;
    private volatile Storage.State state = Storage.State.NOT_REACHED;
    private volatile boolean inDoubt;
    private volatile long wroteAt;

    @Inject
    public Presence() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    Presence(LongSupplier nanos) {
        this.nanos = nanos;
        this.wroteAt = nanos.getAsLong();
    }

    Storage.State state() {
        return state;
    }

    /** The schema is in place. */
    void reached() {
        state = Storage.State.PRESENT;
    }

    /** Something was stored. */
    void wrote() {
        wroteAt = nanos.getAsLong();
        if (inDoubt || state == Storage.State.AWAY) {
            settle();
        }
    }

    /** Something failed that would fail where the database is away. */
    void doubt() {
        inDoubt = true;
    }

    /** @return whether a write has to show how it is */
    boolean isOpen() {
        return inDoubt || state == Storage.State.AWAY;
    }

    /** @return the time that {@link #failed} wants to know */
    long now() {
        return nanos.getAsLong();
    }

    /**
     * A trial has failed.
     *
     * @param begun when, by {@link #now}: where somebody else's write was stored since then, it says nothing
     */
    synchronized void failed(long begun, Throwable failure) {
        if (Trouble.of(failure) == Trouble.OF_THE_STATEMENT) {
            settle(); // it has answered
        } else if (wroteAt - begun <= 0 && state == Storage.State.PRESENT) {
            state = Storage.State.AWAY;
            LOG.warning("The database is away: " + firstLine(failure));
        }
    }

    private synchronized void settle() {
        inDoubt = false;
        if (state == Storage.State.AWAY) {
            state = Storage.State.PRESENT;
            LOG.info("The database is back.");
        }
    }

    private static String firstLine(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof TimeoutException ? "no answer within sostenuto.storage-deadline"
                : root.getClass().getSimpleName() + ": " + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
