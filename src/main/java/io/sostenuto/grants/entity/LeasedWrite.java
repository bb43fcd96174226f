package io.sostenuto.grants.entity;

import java.util.Optional;

/**
 * What became of the write of a leased attempt.
 *
 * @param row     the row as it is now; empty where the session has ended
 * @param written false where the lease was lost: then nothing was written
 */
public record LeasedWrite(Optional<Snapshot> row, boolean written) {
}
