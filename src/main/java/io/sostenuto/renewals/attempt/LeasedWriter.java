package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.late.UnstoredWrites;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Writes what an attempt brought, under its lease, which is given back so. What the database does not take is kept until it does. */
@ApplicationSingleton
public class LeasedWriter {

    private final DatabaseGate storage;
    private final GrantStore grants;
    private final UnstoredWrites unstored;

    @Inject
    public LeasedWriter(DatabaseGate storage, GrantStore grants, UnstoredWrites unstored) {
        this.storage = storage;
        this.grants = grants;
        this.unstored = unstored;
    }

    /** @return what became of it; it fails where the database does */
    CompletionStage<LeasedWrite> write(LeasedGrant leased, BiConsumer<GrantRow, Instant> change) {
        return storage.ask(() -> grants.writeLeased(leased.row(), leased.fence(), change)).whenComplete((write, failure) -> {
            if (failure != null) {
                unstored.keep(leased, change);
            }
        });
    }
}
