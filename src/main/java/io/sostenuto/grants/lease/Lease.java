package io.sostenuto.grants.lease;

/**
 * The right to present a generation for a while.
 *
 * @param fence     carried by every later write of this attempt
 * @param takenOver whether an earlier attempt never gave its lease back: it may have presented this generation
 */
public record Lease(long fence, boolean takenOver) {
}
