package io.sostenuto.grants.freshness;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The ends that this node knows of, told again to a database that may have lost them: one that was promoted before it had
 * heard all, set back, or emptied. What ended is over for good, so a tombstone too many does no harm.
 */
@ApplicationSingleton
public class Tombstones {

    private static final Logger LOG = Logger.getLogger(Tombstones.class.getName());
    /** Where as many fail, the database is not there to be told; they wait for the next time. */
    private static final int FAILURES = 3;

    private final DatabaseGate storage;
    private final GrantStore grants;
    private final ForeignChanges foreignChanges;
    private final DatabaseClock clock;
    private CompletableFuture<?> laying = CompletableFuture.completedFuture(null);
    private int places;
    private Map<SessionId, EndReason> toLay = Map.of();

    @Inject
    public Tombstones(DatabaseGate storage, GrantStore grants, ForeignChanges foreignChanges, DatabaseClock clock) {
        this.storage = storage;
        this.grants = grants;
        this.foreignChanges = foreignChanges;
        this.clock = clock;
    }

    /** To be called again and again. It does not wait. */
    public synchronized void keepUp() {
        foreignChanges.keepUp();
        if (laying.isDone()) {
            laying = lay().toCompletableFuture();
        }
    }

    private CompletionStage<?> lay() {
        var now = foreignChanges.places();
        if (now != places) {
            toLay = new LinkedHashMap<>(foreignChanges.ends());
            places = now;
        }
        return toLay.isEmpty() ? CompletableFuture.completedFuture(null) : storage.inBackground(() -> laid(toLay));
    }

    /** By one thread at a time, which takes away what it has laid. */
    private int laid(Map<SessionId, EndReason> waiting) {
        var count = waiting.size();
        var failures = 0;
        for (var next = waiting.entrySet().iterator(); next.hasNext() && failures < FAILURES;) {
            var ended = next.next();
            try {
                grants.end(GrantCopy.unknown(ended.getKey(), clock.now()), ended.getValue());
                next.remove();
            } catch (RuntimeException away) {
                failures++;
                LOG.log(Level.FINE, "A tombstone waits", away);
            }
        }
        if (waiting.size() < count) {
            LOG.log(Level.INFO, "The database is another one than before: it was told the end of {0} sessions again",
                    count - waiting.size());
        }
        return failures;
    }
}
