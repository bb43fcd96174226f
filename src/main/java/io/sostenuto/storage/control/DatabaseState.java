package io.sostenuto.storage.control;

import io.sostenuto.storage.entity.Causes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Whether the database is there. A failure only puts that in doubt; what decides is a write: a trial
 * that fails makes it away, a write of anybody's that is stored makes it present. So one broken connection, one
 * locked row or a full node is no outage, and a database that answers questions but takes no writes is one outage and
 * not a hundred.
 */
@ApplicationScoped
public class DatabaseState {

    private static final Logger LOG = Logger.getLogger(DatabaseState.class.getName());

    private final LongSupplier nanos;
    private volatile DatabaseGate.State state = DatabaseGate.State.NOT_REACHED;
    private volatile boolean inDoubt;
    private volatile long wroteAt;

    @Inject
    public DatabaseState() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    DatabaseState(LongSupplier nanos) {
        this.nanos = nanos;
        this.wroteAt = nanos.getAsLong();
    }

    DatabaseGate.State state() {
        return state;
    }

    /** The schema is in place. */
    void reached() {
        state = DatabaseGate.State.PRESENT;
    }

    /** Something was stored. */
    void wrote() {
        wroteAt = nanos.getAsLong();
        if (inDoubt || state == DatabaseGate.State.AWAY) {
            settle();
        }
    }

    /** Something failed that would fail where the database is away. */
    void doubt() {
        inDoubt = true;
    }

    /** @return whether a write has to show how it is */
    public boolean isOpen() {
        return inDoubt || state == DatabaseGate.State.AWAY;
    }

    /** @return the time that {@link #failed} wants to know */
    public long now() {
        return nanos.getAsLong();
    }

    /**
     * A trial has failed.
     *
     * @param begun when, by {@link #now}: where somebody else's write was stored since then, it says nothing
     */
    public synchronized void failed(long begun, Throwable failure) {
        if (Trouble.of(failure) == Trouble.OF_THE_STATEMENT) {
            settle(); // it has answered
        } else if (wroteAt - begun <= 0 && state == DatabaseGate.State.PRESENT) {
            state = DatabaseGate.State.AWAY;
            LOG.warning("The database is away: " + firstLine(failure));
        }
    }

    private synchronized void settle() {
        inDoubt = false;
        if (state == DatabaseGate.State.AWAY) {
            state = DatabaseGate.State.PRESENT;
            LOG.info("The database is back.");
        }
    }

    private static String firstLine(Throwable failure) {
        var root = Causes.root(failure);
        return root instanceof TimeoutException ? "no answer within sostenuto.storage-deadline"
                : root.getClass().getSimpleName() + ": " + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
