package io.sostenuto.grants.freshness;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.store.GrantTidying;
import io.sostenuto.grants.store.IncidentMarks;
import io.sostenuto.grants.store.Resealing;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * Counts what this process writes into the rows of sessions, and what {@link ForeignChanges} hears of others. Where
 * nobody else can write (the embedded database, whose file one process has) or what they write has been heard, a row was
 * not changed since it was read if its count is the same, and it need not be read again. Some sessions share a counter: a
 * change of one costs the others a question.
 *
 * <p>Not counted here is what this process does to many rows at once, and need not be: {@link IncidentMarks} writes into rows
 * that are suspended already, {@link GrantTidying} removes those that no cookie reaches any more, and {@link Resealing} seals the
 * same tokens anew.
 */
@ApplicationScoped
public class ChangeCounters {

    private static final int COUNTERS = 1 << 14;

    private final AtomicLongArray counts = new AtomicLongArray(COUNTERS);
    private volatile boolean complete;

    /** @param exclusive whether nobody but this process can write into the database */
    public void countsAreComplete(boolean exclusive) {
        complete = exclusive;
    }

    /** @return whether every change of a row is counted here */
    public boolean areComplete() {
        return complete;
    }

    /** Writes into a row, and counts that before and when it is over, however it ended. */
    public <T> T counted(SessionId session, Supplier<T> write) {
        return counted(Set.of(session), write);
    }

    /** The same for several rows. */
    public <T> T counted(Collection<SessionId> sessions, Supplier<T> write) {
        sessions.forEach(this::increment);
        try {
            return write.get();
        } finally {
            sessions.forEach(this::increment);
        }
    }

    /** To be called where somebody else has changed it. */
    void increment(SessionId session) {
        counts.incrementAndGet(index(session));
    }

    /** To be called where it is not known which sessions were changed. */
    void incrementAll() {
        for (var index = 0; index < COUNTERS; index++) {
            counts.incrementAndGet(index);
        }
    }

    /** @return the count, to be taken before the row is read */
    public long count(SessionId session) {
        return counts.get(index(session));
    }

    private static int index(SessionId session) {
        var hash = session.value().hashCode();
        return (hash ^ hash >>> 16) & COUNTERS - 1;
    }
}
