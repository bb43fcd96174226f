package io.sostenuto.sessions.control;

import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.End;
import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.sessions.entity.SpotifyUser;
import io.sostenuto.sessions.entity.UsedState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The grants in the database, and the only code that speaks to it. Each method is one transaction and none waits for
 * Spotify. Call it through {@link Storage}, which bounds the wait.
 */
@ApplicationScoped
public class Grants {

    private final Database database;
    private final Seal seal;

    @Inject
    public Grants(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    protected Grants() {
        this.database = null;
        this.seal = null;
    }

    /** @return the row and the database's clock */
    public Optional<Snapshot> find(SessionId session) {
        return database.transaction(entities -> entities
                .createQuery("select g, CURRENT_TIMESTAMP from Grant g where g.id = :id", Object[].class)
                .setParameter("id", session.value())
                .getResultStream().findFirst()
                .map(row -> new Snapshot((Grant) row[0], instant(row[1]), System.nanoTime())));
    }

    /** Stores a new session durably and ends the one that this browser had. */
    public void open(GrantCopy copy, AccessToken token, Duration life, Optional<SessionId> replaced) {
        database.transaction(entities -> {
            var now = now(entities);
            var grant = new Grant(copy);
            copy.refreshToken().ifPresent(refresh -> grant.hold(sealed(Purpose.REFRESH_TOKEN, grant, refresh.value())));
            grant.issue(sealed(Purpose.ACCESS_TOKEN, grant, token.value()), now, life, copy.scope());
            entities.persist(grant);
            replaced.map(old -> locked(entities, old)).ifPresent(old -> old.end(End.REPLACED, now));
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
                grant.hold(sealed(Purpose.REFRESH_TOKEN, grant, token.get().value()));
                entities.persist(grant);
            } else if (!grant.ended() && grant.generation() < copy.generation()) {
                advance(grant, copy.generation(), token.get());
            }
            return grant;
        });
    }

    /**
     * Takes the right to present this generation, for {@code life} by the database's clock, if the row still is as it
     * was seen. That the row can be written is known from here on.
     *
     * @return the fence that every later write of this attempt carries; empty where the row has changed or another
     * attempt holds the lease
     */
    public Optional<Long> lease(Snapshot seen, Duration life) {
        var grant = seen.grant();
        return database.transaction(entities -> {
            var taken = entities.createNativeQuery("update grants set fence = fence + 1,"
                            + " lease_until = CURRENT_TIMESTAMP + interval '" + life.toSeconds() + "' second"
                            + " where id = ?1 and version = ?2 and generation = ?3 and ended_at is null"
                            + " and (lease_until is null or lease_until < CURRENT_TIMESTAMP)")
                    .setParameter(1, grant.id().value())
                    .setParameter(2, grant.version())
                    .setParameter(3, grant.generation())
                    .executeUpdate();
            return taken == 0 ? Optional.empty() : Optional.of(fence(entities, grant.id()));
        });
    }

    private static long fence(EntityManager entities, SessionId session) {
        return ((Number) entities.createNativeQuery("select fence from grants where id = ?1")
                .setParameter(1, session.value()).getSingleResult()).longValue();
    }

    /**
     * Writes what a leased attempt brought, and gives the lease back.
     *
     * @param change is told the row and the database's time
     * @return the row as it is now; empty where the session has ended or the lease was lost: then nothing was written
     */
    public Optional<Snapshot> settle(SessionId session, long fence, BiConsumer<Grant, Instant> change) {
        return database.transaction(entities -> {
            var held = entities.createNativeQuery("update grants set lease_until = null"
                            + " where id = ?1 and fence = ?2 and ended_at is null")
                    .setParameter(1, session.value()).setParameter(2, fence).executeUpdate();
            if (held == 0) {
                return Optional.empty();
            }
            var now = now(entities);
            var grant = entities.find(Grant.class, session.value());
            change.accept(grant, now);
            return Optional.of(new Snapshot(grant, now, System.nanoTime()));
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
            grant.end(reason, now(entities));
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
            entities.persist(new UsedState(hash, now(entities)));
            return true;
        });
    }

    /** Sessions that were refused by mistake come back. */
    public int reinstateIncident() {
        return database.transaction(entities -> entities.createNativeQuery("update grants set suspension = null,"
                + " suspended_at = null, in_incident = false where in_incident = true and ended_at is null")
                .executeUpdate());
    }

    /** Marks what was refused within this time, unless it was over by its age, as refused by mistake: it can come back. */
    public int markIncident(Duration window) {
        return database.transaction(entities -> entities.createNativeQuery("update grants set in_incident = true"
                        + " where suspended_at >= ?1 and ended_at is null and authorized_at > ?2")
                .setParameter(1, now(entities).minus(window).toEpochMilli())
                .setParameter(2, now(entities).minus(Grant.REAUTHORIZE_AFTER).toEpochMilli()).executeUpdate());
    }

    /** @return whether sessions wait for the end of an incident */
    public boolean hasIncident() {
        return database.transaction(entities -> ((Number) entities
                .createNativeQuery("select count(*) from grants where in_incident = true and ended_at is null")
                .getSingleResult()).longValue() > 0);
    }

    /** Ends quarantines that are over, and forgets what no cookie can reach any more. */
    public void tidy() {
        database.transaction(entities -> {
            var now = now(entities);
            entities.createQuery("select g from Grant g where g.suspendedAt < :start and g.endedAt is null", Grant.class)
                    .setParameter("start", now.minus(Grant.QUARANTINE)).setMaxResults(500)
                    .getResultList().forEach(grant -> grant.end(End.QUARANTINE_OVER, now));
            entities.createQuery("delete from Grant g where g.authorizedAt < :start")
                    .setParameter("start", now.minus(GrantCopy.LIFE)).executeUpdate();
            return entities.createQuery("delete from UsedState s where s.usedAt < :start")
                    .setParameter("start", now.minus(Duration.ofMinutes(20))).executeUpdate();
        });
    }

    /** @return the access token; empty where there is none or its key is gone */
    public Optional<AccessToken> accessToken(Grant grant) {
        return grant.sealedAccessToken()
                .flatMap(sealed -> opened(Purpose.ACCESS_TOKEN, grant, sealed)).map(AccessToken::new);
    }

    /** @return the refresh token; empty where there is none or its key is gone */
    public Optional<RefreshToken> refreshToken(Grant grant) {
        return grant.sealedRefreshToken()
                .flatMap(sealed -> opened(Purpose.REFRESH_TOKEN, grant, sealed)).map(RefreshToken::new);
    }

    /** @return the copy that the cookie should hold */
    public GrantCopy copy(Grant grant) {
        return new GrantCopy(grant.id(), grant.user(), grant.scope(), grant.generation(), refreshToken(grant),
                grant.authorizedAt(), grant.tokenKept());
    }

    /** Puts a new access token into the row. */
    public void issue(Grant grant, AccessToken token, Instant issuedAt, Duration life, String scope) {
        grant.issue(sealed(Purpose.ACCESS_TOKEN, grant, token.value()), issuedAt, life, scope);
    }

    /** Puts a newer refresh token into the row; the replaced one is kept as the previous generation. */
    public void advance(Grant grant, int generation, RefreshToken token) {
        var previous = refreshToken(grant).map(RefreshToken::value).orElse(null);
        var access = accessToken(grant).map(AccessToken::value).orElse(null);
        var context = context(grant.id(), generation);
        grant.advance(generation, seal.close(Purpose.REFRESH_TOKEN, context, token.value()),
                previous == null ? null : seal.close(Purpose.PREVIOUS_REFRESH_TOKEN, context, previous),
                access == null ? null : seal.close(Purpose.ACCESS_TOKEN, context, access));
    }

    private String sealed(Purpose purpose, Grant grant, String plain) {
        return seal.close(purpose, context(grant.id(), grant.generation()), plain);
    }

    private Optional<String> opened(Purpose purpose, Grant grant, String sealed) {
        return seal.open(purpose, context(grant.id(), grant.generation()), sealed);
    }

    private static String context(SessionId session, int generation) {
        return session.value() + "\n" + generation;
    }

    private static Grant locked(EntityManager entities, SessionId session) {
        return entities.find(Grant.class, session.value(), LockModeType.PESSIMISTIC_WRITE);
    }

    private static Instant now(EntityManager entities) {
        return instant(entities.createNativeQuery("select CURRENT_TIMESTAMP").getSingleResult());
    }

    private static Instant instant(Object value) {
        var single = value instanceof Object[] row ? row[0] : value;
        return single instanceof OffsetDateTime time ? time.toInstant() : ((Timestamp) single).toInstant();
    }
}
