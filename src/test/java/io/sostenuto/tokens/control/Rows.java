package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.lease.Lease;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.lease.LeaseStore;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of grants in memory, with a clock that the test moves. It keeps the promises of {@link GrantStore} and {@link LeaseStore}. */
final class Rows extends GrantStore {

    private static final class Row {
        Grant grant;
        long fence;
        Instant leaseUntil;
    }

    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    /** How often the rows of those who wait were looked at. */
    int looks;
    private final Map<SessionId, Row> rows = new HashMap<>();
    private final GrantSealer sealer;

    Rows(GrantSealer sealer) {
        this.sealer = sealer;
    }

    @Override
    public Optional<Snapshot> find(SessionId session) {
        return Optional.ofNullable(rows.get(session)).map(row -> seen(row.grant));
    }

    @Override
    public Map<SessionId, Snapshot> find(Collection<SessionId> sessions) {
        looks++;
        return sessions.stream().flatMap(session -> find(session).stream())
                .collect(Collectors.toMap(snapshot -> snapshot.grant().id(), Function.identity()));
    }

    @Override
    public void open(GrantCopy copy, AccessToken token, Duration life, Optional<String> device) {
        heal(copy);
        sealer.issue(rows.get(copy.session()).grant, token, now, life, copy.scope());
    }

    @Override
    public void heal(GrantCopy copy) {
        var row = rows.get(copy.session());
        if (row == null) {
            row = new Row();
            row.grant = new Grant(copy);
            rows.put(copy.session(), row);
            sealer.advance(row.grant, copy.generation(), copy.refreshToken().orElseThrow());
        } else if (!row.grant.ended() && row.grant.generation() < copy.generation()) {
            sealer.advance(row.grant, copy.generation(), copy.refreshToken().orElseThrow());
        }
    }

    /** The leases in the same rows. */
    LeaseStore leases() {
        return new LeaseStore() {
            @Override
            public Map<LeaseRequest, Lease> take(Collection<LeaseRequest> claims) {
                var leases = new HashMap<LeaseRequest, Lease>();
                claims.forEach(claim -> lease(claim.seen(), claim.life()).ifPresent(lease -> leases.put(claim, lease)));
                return leases;
            }
        };
    }

    private Optional<Lease> lease(Snapshot seen, Duration life) {
        var row = rows.get(seen.grant().id());
        var free = row.leaseUntil == null || row.leaseUntil.isBefore(now);
        if (!free || row.grant.ended() || row.grant.version() != seen.grant().version()
                || row.grant.generation() != seen.grant().generation()
                || row.grant.suspension().isPresent() != seen.grant().suspension().isPresent()) {
            return Optional.empty();
        }
        var takenOver = row.leaseUntil != null;
        row.leaseUntil = now.plus(life);
        return Optional.of(new Lease(++row.fence, takenOver));
    }

    @Override
    public LeasedWrite settle(Snapshot seen, long fence, BiConsumer<Grant, Instant> change) {
        return settle(seen.grant().id(), fence, change);
    }

    @Override
    public LeasedWrite settle(SessionId session, long fence, BiConsumer<Grant, Instant> change) {
        var row = rows.get(session);
        var held = row.fence == fence && row.leaseUntil != null && !row.grant.ended();
        if (held) {
            row.leaseUntil = null;
            change.accept(row.grant, now);
        }
        return LeasedWrite.of(Optional.of(row.grant).filter(grant -> !grant.ended()).map(this::seen), held);
    }

    @Override
    public void suspend(SessionId session, int generation, SuspensionReason reason) {
        var grant = rows.get(session).grant;
        if (!grant.ended() && grant.generation() <= generation) {
            grant.suspend(reason, now, false);
        }
    }

    @Override
    public void end(GrantCopy copy, EndReason reason) {
        rows.get(copy.session()).grant.end(reason, now);
    }

    boolean hasLiveLease(SessionId session) {
        var end = rows.get(session).leaseUntil;
        return end != null && end.isAfter(now);
    }

    boolean ended(SessionId session) {
        return rows.get(session).grant.ended();
    }

    private Snapshot seen(Grant grant) {
        return new Snapshot(detached(grant), now, System.nanoTime(), 0);
    }

    /** As an entity is after its transaction: changes to it reach nobody. */
    private static Grant detached(Grant grant) {
        var copy = new Grant(new GrantCopy(grant.id(), grant.user(), grant.scope(), grant.generation(), Optional.empty(),
                grant.authorizedAt(), grant.tokenKept()));
        try {
            for (Field field : Grant.class.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    field.set(copy, field.get(grant));
                }
            }
            return copy;
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
