package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.lease.Lease;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.lease.LeaseStore;
import io.sostenuto.grants.lease.LeasedChange;
import io.sostenuto.grants.lease.LeasedChanges;
import io.sostenuto.grants.lease.LeasedColumns;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.DatabaseClock;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of grants in memory, with a clock that the test moves. It keeps what {@link GrantStore} and {@link LeaseStore} keep: see {@link RowsTest}. */
final class Rows extends GrantStore {

    private static final class Row {
        final GrantRow grant;
        long fence;
        Instant leaseUntil;

        Row(GrantRow grant) {
            this.grant = grant;
        }

        /** What ends later than any lease was taken before the clock was set back. */
        boolean isLeased(Instant now) {
            return leaseUntil != null && !leaseUntil.isBefore(now) && !leaseUntil.isAfter(now.plus(DatabaseClock.LONGEST_LEASE));
        }
    }

    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    /** How often the rows of those who wait were looked at. */
    int looks;
    private final Map<SessionId, Row> rows = new HashMap<>();
    private final GrantSealer sealer;

    Rows(GrantSealer sealer) {
        super(null, null, null, null);
        this.sealer = sealer;
    }

    @Override
    public Optional<Snapshot> find(SessionId session) {
        return Optional.ofNullable(rows.get(session)).map(this::seen);
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
    public void identify(SessionId session, SpotifyUser user) {
        living(session).ifPresent(grant -> grant.belongsTo(user));
    }

    @Override
    public void heal(GrantCopy copy) {
        var token = copy.refreshToken();
        if (token.isEmpty()) {
            return;
        }
        if (!rows.containsKey(copy.session())) {
            sealer.advance(row(copy).grant, copy.generation(), token.get());
        }
        living(copy.session()).filter(grant -> grant.generation() < copy.generation()).ifPresent(grant -> {
            sealer.advance(grant, copy.generation(), token.get());
            if (copy.tokenKept()) {
                grant.keepToken(copy.generation());
            }
        });
    }

    @Override
    public void mend(GrantCopy copy) {
        living(copy.session()).filter(grant -> grant.generation() == copy.generation() && sealer.refreshToken(grant).isEmpty())
                .ifPresent(grant -> copy.refreshToken().ifPresent(token -> sealer.advance(grant, copy.generation(), token)));
    }

    /** The leases in the same rows. */
    LeaseStore leases() {
        return new LeaseStore(null, null, null) {
            @Override
            public Map<LeaseRequest, Lease> take(Collection<LeaseRequest> claims) {
                var leases = new HashMap<LeaseRequest, Lease>();
                claims.forEach(claim -> lease(claim.row().grant(), claim.life()).ifPresent(lease -> leases.put(claim, lease)));
                return leases;
            }

            @Override
            public void giveBack(Map<LeaseRequest, Lease> taken) {
                taken.forEach((claim, lease) -> {
                    var row = rows.get(claim.row().grant().id());
                    if (!lease.takenOver() && row.fence == lease.fence()) {
                        row.leaseUntil = null;
                    }
                });
            }
        };
    }

    private Optional<Lease> lease(Grant seen, Duration life) {
        var row = rows.get(seen.id());
        if (row == null || row.isLeased(now) || row.grant.ended() || row.fence != seen.fence()
                || row.grant.version() != seen.version() || row.grant.generation() != seen.generation()
                || row.grant.suspension().isPresent() != seen.suspension().isPresent()) {
            return Optional.empty();
        }
        var takenOver = row.leaseUntil != null;
        row.leaseUntil = now.plus(life);
        return Optional.of(new Lease(++row.fence, takenOver));
    }

    void leaseEnds(SessionId session, Duration later) {
        rows.get(session).leaseUntil = now.plus(later);
    }

    /** What is written there where nobody has changed the row. */
    LeasedChanges changes() {
        return new LeasedChanges(null, null, null) {
            @Override
            public Map<LeasedChange, Snapshot> write(List<LeasedChange> wanted) {
                var written = new HashMap<LeasedChange, Snapshot>();
                wanted.forEach(one -> asSeen(one).ifPresent(row -> written.put(one, row)));
                return written;
            }
        };
    }

    private Optional<Snapshot> asSeen(LeasedChange wanted) {
        var seen = wanted.seen().grant();
        var row = rows.get(seen.id()).grant;
        if (!Arrays.equals(LeasedColumns.parameters(seen, row), LeasedColumns.parameters(row, row))) {
            wanted.change().accept(seen.under(wanted.fence()), wanted.seen().now()); // in vain: somebody has changed the row
            return Optional.empty();
        }
        return writeLeased(row.id(), wanted.fence(), wanted.change()) instanceof LeasedWrite.Written written
                ? Optional.of(written.row()) : Optional.empty();
    }

    @Override
    public LeasedWrite writeLeased(SessionId session, long fence, BiConsumer<GrantRow, Instant> change) {
        var row = rows.get(session);
        var held = row.fence == fence && row.leaseUntil != null && !row.grant.ended();
        if (held) {
            row.leaseUntil = null;
            change.accept(row.grant, now);
        }
        return LeasedWrite.of(living(session).map(grant -> seen(row)), held);
    }

    @Override
    public void suspend(SessionId session, int generation, SuspensionReason reason) {
        living(session).filter(grant -> grant.generation() <= generation).ifPresent(grant -> grant.suspend(reason, now, false));
    }

    @Override
    public void end(GrantCopy copy, EndReason reason) {
        row(copy).grant.end(reason, now);
    }

    private Row row(GrantCopy copy) {
        return rows.computeIfAbsent(copy.session(), session -> new Row(new GrantRow(copy)));
    }

    private Optional<GrantRow> living(SessionId session) {
        return Optional.ofNullable(rows.get(session)).map(row -> row.grant).filter(grant -> !grant.ended());
    }

    boolean hasLiveLease(SessionId session) {
        var end = rows.get(session).leaseUntil;
        return end != null && end.isAfter(now);
    }

    boolean ended(SessionId session) {
        return rows.get(session).grant.ended();
    }

    /** As an entity is after its transaction: changes to it reach nobody. */
    private Snapshot seen(Row row) {
        return new Snapshot(row.grant.under(row.fence), now, Clocks.OF_THIS_MACHINE.now(), 0);
    }
}
