package io.sostenuto.grants.entity;

import java.time.Duration;

/**
 * Somebody wants the right to present the generation of this row.
 *
 * @param life of the lease, by the database's clock
 */
public record LeaseRequest(Snapshot seen, Duration life) {
}
