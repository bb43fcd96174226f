package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;

/**
 * A grant that this node alone may present, while its lease lasts.
 *
 * @param row   as it was read before the lease was taken
 * @param early whether a caller asks for the renewal before it is due
 */
public record LeasedGrant(Snapshot row, HeldLease lease, boolean early) {

    public SessionId session() {
        return row.grant().id();
    }

    public long fence() {
        return lease.fence();
    }
}
