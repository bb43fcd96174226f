package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;

import java.time.Duration;

/**
 * Somebody wants the right to present the generation of this row.
 *
 * @param life of the lease, by the database's clock
 */
public record LeaseRequest(Snapshot row, Duration life) {

    SessionId session() {
        return row.grant().id();
    }
}
