package io.sostenuto.sessions.control;

import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.End;
import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.Lease;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Settled;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.sessions.entity.SpotifyUser;
import io.sostenuto.sessions.entity.Suspension;
import io.sostenuto.sessions.entity.UsedState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The grants in the database, row by row. Each method is one transaction and none waits for
 * Spotify. Call it through {@link Storage}, which bounds the wait.
 */
@ApplicationScoped
public class Grants {

    /** Past, or further ahead than any lease goes, because the database's clock was set back. */
    private static final String OVER =
            "(lease_until < CURRENT_TIMESTAMP or lease_until > CURRENT_TIMESTAMP + interval '31' second)";

    private final Database database;
    private final GrantTokens tokens;
    private final SharedClock clock;

    @Inject
    public Grants(Database database, GrantTokens tokens, SharedClock clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    protected Grants() {
        this.database = null;
        this.tokens = null;
        this.clock = null;
    }

    /** @return the row and the database's clock */
    public Optional<Snapshot> find(SessionId session) {
        return database.transaction(entities -> entities
                .createQuery("select g, CURRENT_TIMESTAMP from Grant g where g.id = :id", Object[].class)
                .setParameter("id", session.value())
                .getResultStream().findFirst()
                .map(row -> new Snapshot((Grant) row[0], Database.instant(row[1]), System.nanoTime())))
                .map(snapshot -> {
                    clock.saw(snapshot.readAt());
                    return snapshot;
                });
    }

    /** Sets the {@link SharedClock} by the database's. */
    public Instant time() {
        var now = database.transaction(Database::now);
        clock.saw(now);
        return now;
    }

    /** Stores a new session durably. @param device as {@link io.sostenuto.sessions.entity.Device} names it */
    public void open(GrantCopy copy, AccessToken token, Duration life, Optional<String> device) {
        database.transaction(entities -> {
            var now = Database.now(entities);
            var grant = new Grant(copy);
            grant.openedOn(device);
            copy.refreshToken().ifPresent(refresh -> tokens.hold(grant, refresh));
            tokens.issue(grant, token, now, life, copy.scope());
            entities.persist(grant);
            return grant;
        });
    }

    /** Spotify told who it is. */
    public void identify(SessionId session, SpotifyUser user) {
        database.transaction(entities -> {
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
        database.transaction(entities -> {
            var grant = locked(entities, copy.session());
            if (grant == null) {
                grant = new Grant(copy);
                tokens.hold(grant, token.get());
                entities.persist(grant);
            } else if (!grant.ended() && grant.generation() < copy.generation()) {
                tokens.advance(grant, copy.generation(), token.get());
            }
            return grant;
        });
    }

    /** Puts the copy's refresh token into a row of the same generation whose own does not open. */
    public void mend(GrantCopy copy) {
        database.transaction(entities -> {
            var grant = Optional.ofNullable(locked(entities, copy.session()))
                    .filter(row -> !row.ended() && row.generation() == copy.generation())
                    .filter(row -> tokens.refreshToken(row).isEmpty());
            grant.ifPresent(row -> copy.refreshToken().ifPresent(token -> tokens.hold(row, token)));
            return grant;
        });
    }

    /**
     * Takes the right to present this generation, for {@code life} by the database's clock, if the row still is as it
     * was seen. That the row can be written is known from here on.
     *
     * @return empty where the row has changed or another attempt holds the lease
     */
    public Optional<Lease> lease(Snapshot seen, Duration life) {
        return database.transaction(entities -> {
            for (var takenOver : new boolean[]{false, true}) {
                var free = takenOver ? OVER : "lease_until is null";
                if (take(entities, seen.grant(), life, free)) {
                    return Optional.of(new Lease(fence(entities, seen.grant().id()), takenOver));
                }
            }
            return Optional.empty();
        });
    }

    private static boolean take(EntityManager entities, Grant grant, Duration life, String free) {
        return entities.createNativeQuery("update grants set fence = fence + 1,"
                        + " lease_until = CURRENT_TIMESTAMP + interval '" + life.toSeconds() + "' second"
                        + " where id = ?1 and version = ?2 and generation = ?3 and ended_at is null"
                        + " and suspended_at is " + (grant.suspension().isEmpty() ? "null" : "not null") + " and " + free)
                .setParameter(1, grant.id().value())
                .setParameter(2, grant.version())
                .setParameter(3, grant.generation())
                .executeUpdate() == 1;
    }

    private static long fence(EntityManager entities, SessionId session) {
        return ((Number) entities.createNativeQuery("select fence from grants where id = ?1")
                .setParameter(1, session.value()).getSingleResult()).longValue();
    }

    /**
     * Writes what a leased attempt brought, and gives the lease back: once, however often it is tried.
     *
     * @param change is told the row and the database's time; it is not called where the lease was lost
     */
    public Settled settle(SessionId session, long fence, BiConsumer<Grant, Instant> change) {
        return database.transaction(entities -> {
            var held = entities.createNativeQuery("update grants set lease_until = null"
                            + " where id = ?1 and fence = ?2 and lease_until is not null and ended_at is null")
                    .setParameter(1, session.value()).setParameter(2, fence).executeUpdate() == 1;
            var now = Database.now(entities);
            var grant = Optional.ofNullable(entities.find(Grant.class, session.value())).filter(row -> !row.ended());
            if (held) {
                grant.ifPresent(row -> change.accept(row, now));
            }
            return new Settled(grant.map(row -> new Snapshot(row, now, System.nanoTime())), held);
        });
    }

    /** Suspends the session where it still has this generation, or an older one. */
    public void suspend(SessionId session, int generation, Suspension reason) {
        database.transaction(entities -> {
            var grant = Optional.ofNullable(locked(entities, session))
                    .filter(row -> !row.ended() && row.generation() <= generation);
            grant.ifPresent(row -> row.suspend(reason, Database.now(entities), false));
            return grant;
        });
    }

    /** Ends the session for good. Where there is no row, a tombstone is laid, so that no cookie brings one back. */
    public void end(GrantCopy copy, End reason) {
        database.transaction(entities -> {
            var grant = locked(entities, copy.session());
            if (grant == null) {
                grant = new Grant(copy);
                entities.persist(grant);
            }
            grant.end(reason, Database.now(entities));
            return grant;
        });
    }

    /** @return false where this state was used before */
    public boolean useOnce(String state) {
        var hash = SessionId.hash(state);
        return database.transaction(entities -> {
            if (entities.find(UsedState.class, hash) != null) {
                return false;
            }
            entities.persist(new UsedState(hash, Database.now(entities)));
            return true;
        });
    }

    private static Grant locked(EntityManager entities, SessionId session) {
        return entities.find(Grant.class, session.value(), LockModeType.PESSIMISTIC_WRITE);
    }
}
