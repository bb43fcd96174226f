package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.lease.LeasedChange;
import io.sostenuto.grants.lease.LeasedChanges;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.late.UnstoredWrites;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.Gathering;
import io.sostenuto.storage.threads.Threads;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Writes what an attempt brought, under its lease, which is given back so: together with what others brought meanwhile, where
 * the row is as it was seen. What the database does not take is kept until it does.
 */
@ApplicationSingleton
public class LeasedWriter {

    private static final int AT_ONCE = 32;

    private final DatabaseGate storage;
    private final GrantStore grants;
    private final UnstoredWrites unstored;
    private final Gathering<LeasedChange, Snapshot> changes;

    @Inject
    public LeasedWriter(DatabaseGate storage, GrantStore grants, LeasedChanges changes, UnstoredWrites unstored, Threads threads) {
        this.storage = storage;
        this.grants = grants;
        this.unstored = unstored;
        this.changes = new Gathering<>(AT_ONCE, together -> storage.ask(() -> changes.write(together)),
                () -> storage.state() == DatabaseGate.State.AWAY, goingOn -> threads.storage().execute(goingOn));
    }

    /** @return what became of it; it fails where the database does */
    CompletionStage<LeasedWrite> write(LeasedGrant leased, BiConsumer<GrantRow, Instant> change) {
        return changes.ask(new LeasedChange(leased.row(), leased.fence(), change))
                .thenCompose(written -> written.<CompletionStage<LeasedWrite>>map(
                        row -> CompletableFuture.completedFuture(new LeasedWrite.Written(row)))
                        .orElseGet(() -> storage.ask(() -> grants.writeLeased(leased.session(), leased.fence(), change))))
                .whenComplete((write, failure) -> {
                    if (failure != null) {
                        unstored.keep(leased, change);
                    }
                });
    }
}
