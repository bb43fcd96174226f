package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes leases in the rows of grants, and gives them back. A lease is a time by the database's clock and a fencing token, which
 * every later write of the attempt carries: see {@link LeasedColumns}. Call it through {@link LeaseQueue}.
 */
@ApplicationScoped
public class LeaseStore {

    private static final Logger LOG = Logger.getLogger(LeaseStore.class.getName());
    private static final String TAKE = "update grants set fence = fence + 1,"
            + " lease_until = CURRENT_TIMESTAMP + cast(? as integer) * interval '1' second where ";
    private static final String AS_SEEN = "id = ? and fence = ? and version = ? and generation = ? and ended_at is null"
            + " and (suspended_at is null) = ? and ";
    private static final String FREE = "lease_until is null";
    /** Past, or further ahead than any lease goes, because the database's clock was set back. */
    private static final String OVER = "(lease_until < CURRENT_TIMESTAMP or lease_until > CURRENT_TIMESTAMP + interval '31' second)";
    /** PostgreSQL waits for no row that somebody else is at: those who want other rows would wait with it. */
    private static final String IF_NOBODY_HOLDS = TAKE + "id = (select id from grants where " + AS_SEEN;
    private static final String THE_ROW = " for update skip locked) returning id";
    private static final String TAKE_FREE = IF_NOBODY_HOLDS + FREE + THE_ROW;
    private static final String TAKE_OVER = IF_NOBODY_HOLDS + OVER + THE_ROW;
    private static final String TAKE_FREE_EMBEDDED = TAKE + AS_SEEN + FREE;
    private static final String TAKE_OVER_EMBEDDED = TAKE + AS_SEEN + OVER;
    /** The same for many rows that are free. */
    private static final String TAKE_ALL_FREE = "with free as (select g.id, c.life from grants g join"
            + " unnest(?::integer[], ?::varchar[], ?::bigint[], ?::integer[], ?::integer[], ?::boolean[])"
            + " as c(life, id, fence, version, generation, active) on g.id = c.id and g.fence = c.fence"
            + " and g.version = c.version and g.generation = c.generation and (g.suspended_at is null) = c.active"
            + " where g.ended_at is null and g.lease_until is null for update of g skip locked)"
            + " update grants set fence = fence + 1, lease_until = CURRENT_TIMESTAMP + free.life * interval '1' second"
            + " from free where grants.id = free.id returning grants.id";
    private static final String GIVE_BACK = "update grants set lease_until = null where id = ? and fence = ?";
    private static final String GIVE_ALL_BACK = "update grants set lease_until = null from unnest(?::varchar[], ?::bigint[])"
            + " as nobodys(id, fence) where grants.id = nobodys.id and grants.fence = nobodys.fence";

    private final Database database;
    private final DatabaseClock clock;
    private final ChangeCounters counters;

    @Inject
    public LeaseStore(Database database, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.clock = clock;
        this.counters = counters;
    }

    protected LeaseStore() {
        this.database = null;
        this.clock = null;
        this.counters = null;
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
            var leases = taken(requests);
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
            counters.counted(sessions(leases.keySet()), () -> written(leases));
        } catch (RuntimeException away) {
            LOG.log(Level.FINE, "Leases that nobody has are not given back", away);
        }
    }

    private int written(Map<LeaseRequest, Lease> leases) {
        return database.isPostgres()
                ? database.update(GIVE_ALL_BACK, column("varchar", leases, (request, lease) -> request.seen().grant().id().value()),
                        column("bigint", leases, (request, lease) -> lease.fence()))
                : leases.entrySet().stream().mapToInt(one ->
                        database.update(GIVE_BACK, one.getKey().seen().grant().id().value(), one.getValue().fence())).sum();
    }

    private static List<SessionId> sessions(Collection<LeaseRequest> requests) {
        return requests.stream().map(request -> request.seen().grant().id()).toList();
    }

    private static Database.Column column(String type, Map<LeaseRequest, Lease> leases, BiFunction<LeaseRequest, Lease, Object> value) {
        return new Database.Column(type, leases.entrySet().stream().map(one -> value.apply(one.getKey(), one.getValue())).toArray());
    }

    private Map<LeaseRequest, Lease> taken(Collection<LeaseRequest> requests) {
        var rows = requests.stream().map(request -> request.seen().grant().id()).distinct().count();
        var free = rows > 1 && rows == requests.size() && database.isPostgres() ? takeAllFree(requests)
                : requests.stream().filter(this::takeFree).collect(Collectors.toSet());
        var leases = new HashMap<LeaseRequest, Lease>();
        for (var request : requests) {
            if (free.contains(request) || clock.isSteady() && takeOver(request)) {
                leases.put(request, new Lease(request.seen().grant().fence() + 1, !free.contains(request)));
            }
        }
        return leases;
    }

    private Set<LeaseRequest> takeAllFree(Collection<LeaseRequest> requests) {
        var rows = requests.stream().map(LeaseStore::parameters).toList();
        var types = List.of("integer", "varchar", "bigint", "integer", "integer", "boolean");
        var columns = IntStream.range(0, types.size())
                .mapToObj(column -> new Database.Column(types.get(column), rows.stream().map(row -> row[column]).toArray()));
        var ids = Set.copyOf(database.rows(TAKE_ALL_FREE, row -> row.getString(1), columns.toArray()));
        return requests.stream().filter(request -> ids.contains(request.seen().grant().id().value())).collect(Collectors.toSet());
    }

    private boolean takeFree(LeaseRequest request) {
        return database.isPostgres() ? found(TAKE_FREE, request) : database.update(TAKE_FREE_EMBEDDED, parameters(request)) == 1;
    }

    private boolean takeOver(LeaseRequest request) {
        return database.isPostgres() ? found(TAKE_OVER, request) : database.update(TAKE_OVER_EMBEDDED, parameters(request)) == 1;
    }

    private boolean found(String sql, LeaseRequest request) {
        return !database.rows(sql, row -> row.getString(1), parameters(request)).isEmpty();
    }

    private static Object[] parameters(LeaseRequest request) {
        var grant = request.seen().grant();
        return new Object[]{(int) request.life().toSeconds(), grant.id().value(), grant.fence(), grant.version(),
            grant.generation(), grant.suspension().isEmpty()};
    }
}
