package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Lease;
import io.sostenuto.grants.entity.LeaseRequest;
import io.sostenuto.grants.entity.LeasedWrite;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.lease.LeasedColumns;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The grants in the database, row by row. Each method is one transaction and none waits for
 * Spotify. Call it through {@link DatabaseGate}, which bounds the wait.
 */
@ApplicationScoped
public class GrantStore {

    private static final Logger LOG = Logger.getLogger(GrantStore.class.getName());
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
    /** So many rows are read by one statement. */
    private static final int AT_ONCE = 64;

    private final Database database;
    private final GrantSealer sealer;
    private final DatabaseClock clock;
    private final ChangeCounters counters;

    @Inject
    public GrantStore(Database database, GrantSealer sealer, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.sealer = sealer;
        this.clock = clock;
        this.counters = counters;
    }

    protected GrantStore() {
        this.database = null;
        this.sealer = null;
        this.clock = null;
        this.counters = null;
    }

    /** The way to write a row: in one transaction, and counted. */
    private <T> T change(SessionId session, Function<EntityManager, T> work) {
        return counted(session, () -> database.transaction(work));
    }

    private <T> T counted(SessionId session, Supplier<T> write) {
        counters.increment(session);
        try {
            return write.get();
        } finally {
            counters.increment(session);
        }
    }

    /** @return the row and the database's clock */
    public Optional<Snapshot> find(SessionId session) {
        return Optional.ofNullable(find(Set.of(session)).get(session));
    }

    /** @return those rows that there are, each with the database's clock */
    public Map<SessionId, Snapshot> find(Collection<SessionId> sessions) {
        var all = new HashMap<SessionId, Snapshot>();
        var before = sessions.stream().collect(Collectors.toMap(Function.identity(), counters::count));
        var ids = sessions.stream().map(SessionId::value).toList();
        var asked = clock.here();
        database.read(entities -> {
            for (var first = 0; first < ids.size(); first += AT_ONCE) {
                withTime(entities, even(ids.subList(first, Math.min(ids.size(), first + AT_ONCE))))
                        .forEach(row -> {
                            var grant = (Grant) row[0];
                            all.put(grant.id(), new Snapshot(grant, Database.instant(row[1]), clock.here(),
                                    before.get(grant.id())));
                        });
            }
            return all;
        });
        all.values().stream().limit(1).forEach(snapshot -> clock.saw(asked, snapshot.readAt()));
        return all;
    }

    /** @return each row and the database's clock */
    private static Stream<Object[]> withTime(EntityManager entities, List<String> ids) {
        return entities.createQuery("select g, CURRENT_TIMESTAMP from Grant g where g.id in :ids", Object[].class)
                .setParameter("ids", ids).getResultStream();
    }

    /** Few lengths, by repeating the last one: each is a statement of its own for the driver and the database. */
    private static List<String> even(List<String> ids) {
        var length = 1;
        while (length < ids.size()) {
            length *= 2;
        }
        var even = new ArrayList<>(ids);
        even.addAll(Collections.nCopies(length - ids.size(), ids.get(ids.size() - 1)));
        return even;
    }

    /** Sets the {@link DatabaseClock} by the database's. */
    public Instant time() {
        var asked = clock.here();
        var now = database.transaction(Database::now);
        clock.saw(asked, now);
        return now;
    }

    /**
     * Stores a new session durably.
     *
     * @param device as a person calls it
     */
    public void open(GrantCopy copy, AccessToken token, Duration life, Optional<String> device) {
        change(copy.session(), entities -> {
            var now = Database.now(entities);
            var grant = new Grant(copy);
            grant.openedOn(device);
            copy.refreshToken().ifPresent(refresh -> sealer.hold(grant, refresh));
            sealer.issue(grant, token, now, life, copy.scope());
            entities.persist(grant);
            return grant;
        });
    }

    /** Spotify told who it is. */
    public void identify(SessionId session, SpotifyUser user) {
        change(session, entities -> {
            var grant = Optional.ofNullable(locked(entities, session)).filter(row -> !row.ended());
            grant.ifPresent(row -> row.belongsTo(user));
            return grant;
        });
    }

    /**
     * Brings the row up to a copy of a higher generation, or brings the row back from it: the higher generation that is
     * not ended wins.
     */
    public void heal(GrantCopy copy) {
        var token = copy.refreshToken();
        if (token.isEmpty()) {
            return;
        }
        change(copy.session(), entities -> {
            var grant = locked(entities, copy.session());
            if (grant == null) {
                grant = new Grant(copy);
                sealer.hold(grant, token.get());
                entities.persist(grant);
            } else if (!grant.ended() && grant.generation() < copy.generation()) {
                sealer.advance(grant, copy.generation(), token.get());
                if (copy.tokenKept()) {
                    grant.keepToken(copy.generation());
                }
            }
            return grant;
        });
    }

    /** Puts the copy's refresh token into a row of the same generation whose own does not open. */
    public void mend(GrantCopy copy) {
        change(copy.session(), entities -> {
            var grant = Optional.ofNullable(locked(entities, copy.session()))
                    .filter(row -> !row.ended() && row.generation() == copy.generation())
                    .filter(row -> sealer.refreshToken(row).isEmpty());
            grant.ifPresent(row -> copy.refreshToken().ifPresent(token -> sealer.hold(row, token)));
            return grant;
        });
    }

    /**
     * Takes the right to present a generation, by the database's clock, where the row still is as it was seen. That the
     * row can be written is known from here on.
     *
     * @return no lease where the row has changed or another attempt holds one
     */
    public Map<LeaseRequest, Lease> lease(Collection<LeaseRequest> claims) {
        claims.forEach(claim -> counters.increment(claim.seen().grant().id()));
        var limit = database.limit();
        try {
            var leases = taken(claims);
            if (limit.isOver()) { // what was cancelled while it waited for a standby is kept by one server only
                giveBack(leases);
                throw limit.exceeded();
            }
            return leases;
        } finally {
            claims.forEach(claim -> counters.increment(claim.seen().grant().id()));
        }
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
        leases.keySet().forEach(claim -> counters.increment(claim.seen().grant().id()));
        try {
            if (database.isPostgres()) {
                database.update(GIVE_ALL_BACK, column("varchar", leases, (claim, lease) -> claim.seen().grant().id().value()),
                        column("bigint", leases, (claim, lease) -> lease.fence()));
            } else {
                leases.forEach((claim, lease) -> database.update(GIVE_BACK, claim.seen().grant().id().value(), lease.fence()));
            }
        } catch (RuntimeException away) {
            LOG.log(Level.FINE, "Leases that nobody has are not given back", away);
        } finally {
            leases.keySet().forEach(claim -> counters.increment(claim.seen().grant().id()));
        }
    }

    private static Database.Column column(String type, Map<LeaseRequest, Lease> leases, BiFunction<LeaseRequest, Lease, Object> value) {
        return new Database.Column(type, leases.entrySet().stream().map(one -> value.apply(one.getKey(), one.getValue())).toArray());
    }

    private Map<LeaseRequest, Lease> taken(Collection<LeaseRequest> claims) {
        var rows = claims.stream().map(claim -> claim.seen().grant().id()).distinct().count();
        var free = rows > 1 && rows == claims.size() && database.isPostgres() ? takeAllFree(claims)
                : claims.stream().filter(this::takeFree).collect(Collectors.toSet());
        var leases = new HashMap<LeaseRequest, Lease>();
        for (var claim : claims) {
            if (free.contains(claim) || clock.isSteady() && takeOver(claim)) {
                leases.put(claim, new Lease(claim.seen().grant().fence() + 1, !free.contains(claim)));
            }
        }
        return leases;
    }

    private Set<LeaseRequest> takeAllFree(Collection<LeaseRequest> claims) {
        var rows = claims.stream().map(GrantStore::parameters).toList();
        var types = List.of("integer", "varchar", "bigint", "integer", "integer", "boolean");
        var columns = IntStream.range(0, types.size())
                .mapToObj(column -> new Database.Column(types.get(column), rows.stream().map(row -> row[column]).toArray()));
        var ids = Set.copyOf(database.rows(TAKE_ALL_FREE, row -> row.getString(1), columns.toArray()));
        return claims.stream().filter(claim -> ids.contains(claim.seen().grant().id().value())).collect(Collectors.toSet());
    }

    private boolean takeFree(LeaseRequest claim) {
        return database.isPostgres() ? found(TAKE_FREE, claim) : database.update(TAKE_FREE_EMBEDDED, parameters(claim)) == 1;
    }

    private boolean takeOver(LeaseRequest claim) {
        return database.isPostgres() ? found(TAKE_OVER, claim) : database.update(TAKE_OVER_EMBEDDED, parameters(claim)) == 1;
    }

    private boolean found(String sql, LeaseRequest claim) {
        return !database.rows(sql, row -> row.getString(1), parameters(claim)).isEmpty();
    }

    private static Object[] parameters(LeaseRequest claim) {
        var grant = claim.seen().grant();
        return new Object[]{(int) claim.life().toSeconds(), grant.id().value(), grant.fence(), grant.version(),
            grant.generation(), grant.suspension().isEmpty()};
    }

    /**
     * Like {@link #settle(SessionId, long, BiConsumer)}, and quicker where the row is as it was seen.
     *
     * @param change may be told of a row that is not the one that is written in the end
     */
    public LeasedWrite settle(Snapshot seen, long fence, BiConsumer<Grant, Instant> change) {
        var session = seen.grant().id();
        var row = seen.grant().under(fence);
        var now = seen.now();
        change.accept(row, now);
        return counted(session, () -> {
            var count = counters.count(session); // the end of this change makes it old: the next reader asks
            return database.update(LeasedColumns.WRITE, LeasedColumns.parameters(seen.grant(), row)) == 1
                    ? new LeasedWrite.Written(new Snapshot(row, now, clock.here(), count))
                    : settle(session, fence, change);
        });
    }

    /**
     * Writes what a leased attempt brought, and gives the lease back: once, however often it is tried.
     *
     * @param change is told the row and the database's time; it is not called where the lease was lost
     */
    public LeasedWrite settle(SessionId session, long fence, BiConsumer<Grant, Instant> change) {
        return change(session, entities -> {
            var count = counters.count(session); // the end of this change makes it old: the next reader asks
            var held = entities.createNativeQuery("update grants set lease_until = null"
                            + " where id = ?1 and fence = ?2 and lease_until is not null and ended_at is null")
                    .setParameter(1, session.value()).setParameter(2, fence).executeUpdate() == 1;
            var found = withTime(entities, List.of(session.value())).findFirst()
                    .map(row -> new Snapshot((Grant) row[0], Database.instant(row[1]), clock.here(), count))
                    .filter(row -> !row.grant().ended());
            if (held) {
                found.ifPresent(row -> change.accept(row.grant(), row.readAt()));
            }
            return LeasedWrite.of(found, held);
        });
    }

    /** Suspends the session where it still has this generation, or an older one. */
    public void suspend(SessionId session, int generation, SuspensionReason reason) {
        change(session, entities -> {
            var grant = Optional.ofNullable(locked(entities, session))
                    .filter(row -> !row.ended() && row.generation() <= generation);
            grant.ifPresent(row -> row.suspend(reason, Database.now(entities), false));
            return grant;
        });
    }

    /** Ends the session for good. Where there is no row, a tombstone is laid, so that no cookie brings one back. */
    public void end(GrantCopy copy, EndReason reason) {
        change(copy.session(), entities -> {
            var grant = locked(entities, copy.session());
            if (grant == null) {
                grant = new Grant(copy);
                entities.persist(grant);
            }
            grant.end(reason, Database.now(entities));
            return grant;
        });
    }

    private static Grant locked(EntityManager entities, SessionId session) {
        return entities.find(Grant.class, session.value(), LockModeType.PESSIMISTIC_WRITE);
    }
}
