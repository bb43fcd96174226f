package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The grants in the database, row by row. Each method is one transaction and none waits for
 * Spotify. Call it through {@link DatabaseGate}, which bounds the wait.
 */
@ApplicationSingleton
public class GrantStore {

    private static final String IDENTIFY = "update grants set spotify_user = ?, display_name = ? where id = ? and ended_at is null";

    private final Database database;
    private final GrantSealer sealer;
    private final DatabaseClock clock;
    private final ChangeCounters counters;
    private final RowReader reader;

    @Inject
    public GrantStore(Database database, GrantSealer sealer, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.sealer = sealer;
        this.clock = clock;
        this.counters = counters;
        this.reader = new RowReader(database, clock, counters);
    }

    /** The way to write a row: in one transaction, and counted. */
    private void change(SessionId session, Consumer<EntityManager> work) {
        counters.counted(session, () -> database.transaction(entities -> {
            work.accept(entities);
            return session;
        }));
    }

    /** @return the row and the database's clock */
    public Optional<Snapshot> find(SessionId session) {
        return Optional.ofNullable(find(Set.of(session)).get(session));
    }

    /** @return those rows that there are, each with the database's clock */
    public Map<SessionId, Snapshot> find(Collection<SessionId> sessions) {
        return reader.rows(sessions);
    }

    /** Sets the {@link DatabaseClock} by the database's. */
    public Instant time() {
        return reader.time();
    }

    /**
     * Stores a new session durably.
     *
     * @param device as a person calls it
     */
    public void open(GrantCopy copy, AccessToken token, Duration life, Optional<String> device) {
        var grant = new GrantRow(copy);
        grant.openedOn(device);
        copy.refreshToken().ifPresent(refresh -> sealer.hold(grant, refresh));
        sealer.issue(grant, token, copy.authorizedAt(), life, copy.scope()); // the statement writes its own time
        counters.counted(copy.session(), () -> database.update(NewRow.INSERT, NewRow.parameters(grant)));
    }

    /** Spotify told who it is. */
    public void identify(SessionId session, SpotifyUser user) {
        counters.counted(session, () -> database.update(IDENTIFY, user.id(), user.displayName().orElse(null), session.value()));
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
                grant = new GrantRow(copy);
                sealer.hold(grant, token.get());
                entities.persist(grant);
            } else if (!grant.ended() && grant.generation() < copy.generation()) {
                sealer.advance(grant, copy.generation(), token.get());
                if (copy.tokenKept()) {
                    grant.keepToken(copy.generation());
                }
            }
        });
    }

    /** Puts the copy's refresh token into a row of the same generation whose own does not open. */
    public void mend(GrantCopy copy) {
        change(copy.session(), entities -> active(entities, copy.session())
                .filter(row -> row.generation() == copy.generation() && sealer.refreshToken(row).isEmpty())
                .ifPresent(row -> copy.refreshToken().ifPresent(token -> sealer.hold(row, token))));
    }

    /**
     * Writes what a leased attempt brought, and gives the lease back: once, however often it is tried.
     *
     * @param change is told the row and the database's time; it is not called where the lease was lost
     */
    public LeasedWrite writeLeased(SessionId session, long fence, BiConsumer<GrantRow, Instant> change) {
        return counters.counted(session, () -> database.transaction(entities -> {
            var count = counters.count(session); // the end of this change makes it old: the next reader asks
            var held = entities.createNativeQuery("update grants set lease_until = null"
                            + " where id = ?1 and fence = ?2 and lease_until is not null and ended_at is null")
                    .setParameter(1, session.value()).setParameter(2, fence).executeUpdate() == 1;
            var found = reader.row(entities, session, count).filter(row -> !row.grant().ended());
            if (held) {
                found.ifPresent(row -> change.accept(entities.find(GrantRow.class, session.value()), row.readAt()));
            }
            return LeasedWrite.of(found, held);
        }));
    }

    /** Suspends the session where it still has this generation, or an older one. */
    public void suspend(SessionId session, int generation, SuspensionReason reason) {
        change(session, entities -> active(entities, session).filter(row -> row.generation() <= generation)
                .ifPresent(row -> row.suspend(reason, Database.now(entities), false)));
    }

    /** Ends the session for good. Where there is no row, a tombstone is laid, so that no cookie brings one back. */
    public void end(GrantCopy copy, EndReason reason) {
        change(copy.session(), entities -> {
            var grant = locked(entities, copy.session());
            if (grant == null) {
                grant = new GrantRow(copy);
                entities.persist(grant);
            }
            grant.end(reason, Database.now(entities));
        });
    }

    /** @return the row, unless the session has ended */
    private static Optional<GrantRow> active(EntityManager entities, SessionId session) {
        return Optional.ofNullable(locked(entities, session)).filter(row -> !row.ended());
    }

    private static GrantRow locked(EntityManager entities, SessionId session) {
        return entities.find(GrantRow.class, session.value(), LockModeType.PESSIMISTIC_WRITE);
    }
}
