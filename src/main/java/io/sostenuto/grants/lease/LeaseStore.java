package io.sostenuto.grants.lease;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Takes leases in the rows of grants, and gives them back. A lease is a time by the database's clock and a fencing token, which
 * every later write of the attempt carries: see {@link LeasedColumns}. Call it through {@link LeaseQueue}.
 */
@ApplicationSingleton
public class LeaseStore {

    private static final Logger LOG = Logger.getLogger(LeaseStore.class.getName());

    private final Database database;
    private final LeaseStatements statements;
    private final DatabaseClock clock;
    private final ChangeCounters counters;

    @Inject
    public LeaseStore(Database database, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.statements = new LeaseStatements(database);
        this.clock = clock;
        this.counters = counters;
    }

    /**
     * Takes the right to present a generation, by the database's clock, where the row still is as it was seen. That the
     * row can be written is known from here on.
     *
     * @return no lease where the row has changed or another attempt holds one
     */
    public Map<LeaseRequest, Lease> take(Collection<LeaseRequest> requests) {
        return counters.counted(sessions(requests), () -> {
            var limit = database.limit();
            var leases = taken(List.copyOf(requests));
            if (limit.isOver()) { // what was cancelled while it waited for a standby is kept by one server only
                giveBack(leases);
                throw limit.exceeded();
            }
            return leases;
        });
    }

    /**
     * Nobody goes on with these leases: nothing was presented under them. One that was taken over is left to its end, because
     * the next one has to know that an earlier attempt may have presented this generation. So are all where this cannot be stored.
     */
    public void giveBack(Map<LeaseRequest, Lease> taken) {
        var leases = taken.entrySet().stream().filter(one -> !one.getValue().takenOver())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (leases.isEmpty()) {
            return;
        }
        try {
            counters.counted(sessions(leases.keySet()), () -> statements.giveBack(leases));
        } catch (RuntimeException away) {
            LOG.log(Level.FINE, "Leases that nobody has are not given back", away);
        }
    }

    private static List<SessionId> sessions(Collection<LeaseRequest> requests) {
        return requests.stream().map(LeaseRequest::session).toList();
    }

    private Map<LeaseRequest, Lease> taken(List<LeaseRequest> requests) {
        var free = statements.takeFree(requests);
        var leases = new HashMap<LeaseRequest, Lease>();
        for (var request : requests) {
            if (free.contains(request) || clock.isSteady() && statements.takeOver(request)) {
                leases.put(request, new Lease(request.row().grant().fence() + 1, !free.contains(request)));
            }
        }
        return leases;
    }
}
