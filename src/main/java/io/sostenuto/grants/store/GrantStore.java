package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.lease.LeasedColumns;
import io.sostenuto.grants.lease.LeasedWrite;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The grants in the database, row by row. Each method is one transaction and none waits for
 * Spotify. Call it through {@link DatabaseGate}, which bounds the wait.
 */
@ApplicationScoped
public class GrantStore {

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
        return counters.counted(session, () -> database.transaction(work));
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
     * Like {@link #settle(SessionId, long, BiConsumer)}, and quicker where the row is as it was seen.
     *
     * @param change may be told of a row that is not the one that is written in the end
     */
    public LeasedWrite settle(Snapshot seen, long fence, BiConsumer<Grant, Instant> change) {
        var session = seen.grant().id();
        var row = seen.grant().under(fence);
        var now = seen.now();
        change.accept(row, now);
        return counters.counted(session, () -> {
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
