package io.sostenuto.operations.watching;

import io.sostenuto.grants.store.GrantCensus;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What is known of all sessions together, as of the last count. */
@ApplicationScoped
public class Census {

    /** As the page tells them. */
    static final List<Integer> DAYS = List.of(1, 7, 30);

    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantCensus grants;
    private volatile long quarantined;
    private volatile Map<Integer, Long> reauthorizeWithin = Map.of();

    /** @return sessions whose grant was refused and is kept until 72 hours are over */
    public long quarantined() {
        return quarantined;
    }

    /** @return sessions that will need a new consent within so many days, one of {@link #DAYS} */
    public long reauthorizeWithin(int days) {
        return reauthorizeWithin.getOrDefault(days, 0L);
    }

    public CompletionStage<?> count() {
        return storage.inBackground(() -> {
            quarantined = grants.quarantined();
            var counted = new TreeMap<Integer, Long>();
            DAYS.forEach(days -> counted.put(days, grants.toReauthorizeWithin(days)));
            reauthorizeWithin = counted;
            return counted;
        });
    }
}
