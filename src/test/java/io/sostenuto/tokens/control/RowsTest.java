package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.lease.LeaseStore;
import io.sostenuto.grants.lease.LeasedChanges;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.GrantTableTest;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;

import java.time.Duration;
import java.util.List;

/** The table under the stories of renewals keeps what the product's keeps. */
class RowsTest extends GrantTableTest {

    private final GrantSealer sealer = new GrantSealer(new Seal(List.of(SealKey.generate())));
    private final Rows rows = new Rows(sealer);

    @Override
    protected GrantStore grants() {
        return rows;
    }

    @Override
    protected LeaseStore leases() {
        return rows.leases();
    }

    @Override
    protected LeasedChanges changes() {
        return rows.changes();
    }

    @Override
    protected GrantSealer sealer() {
        return sealer;
    }

    @Override
    protected void leaseEnds(SessionId session, Duration later) {
        rows.leaseEnds(session, later);
    }
}
