package io.sostenuto.operations.upkeep;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.store.GrantCensus;
import io.sostenuto.grants.store.Resealing;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many rows each key id still closes, so that a key that is in use cannot be dropped unseen; and the work that
 * brings the numbers of all keys but today's to zero.
 */
@ApplicationScoped
public class KeyUse {

    private static final Logger LOG = Logger.getLogger(KeyUse.class.getName());
    private static final int ROWS_AT_ONCE = 50;

    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantCensus census;
    @Inject
    private Resealing resealing;
    @Inject
    private Seal seal;
    @Inject
    private Event<AuditEvent> audit;
    private volatile Map<String, Long> rows = Map.of();
    private volatile String sealedUpTo = "";

    /** @return the rows that each key id closes, as of the last count; today's keys are all in it */
    public Map<String, Long> rows() {
        var all = new TreeMap<>(rows);
        seal.keyIds().forEach(id -> all.putIfAbsent(id, 0L));
        return all;
    }

    /** @return how many rows no key of today opens */
    public long closedForGood() {
        return rows.entrySet().stream().filter(entry -> !seal.keyIds().contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue).sum();
    }

    CompletionStage<?> count() {
        return storage.inBackground(census::rowsByKey).thenAccept(counted -> {
            counted.forEach((id, number) -> {
                if (!seal.keyIds().contains(id) && !number.equals(rows.get(id))) {
                    LOG.log(Level.SEVERE, "{0} sessions are sealed with the key {1}, which sostenuto.seal-keys lacks:"
                            + " put it back behind the others", new Object[]{number, id});
                }
            });
            rows.keySet().stream().filter(id -> !counted.containsKey(id) && !id.equals(seal.currentKeyId()))
                    .forEach(id -> audit.fire(AuditEvent.of(AuditEvent.Kind.KEY_RETIRED, id)));
            rows = counted;
        });
    }

    CompletionStage<?> sealAnew() {
        return storage.ask(() -> resealing.sealAnew(sealedUpTo, ROWS_AT_ONCE)).thenAccept(last -> sealedUpTo = last);
    }
}
