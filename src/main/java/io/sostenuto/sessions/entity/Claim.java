package io.sostenuto.sessions.entity;

import java.time.Duration;

/**
 * Somebody wants the right to present the generation of this row.
 *
 * @param life of the lease, by the database's clock
 */
public record Claim(Snapshot seen, Duration life) {
}
