package io.sostenuto.tokens.entity;

/**
 * A lease that this node holds.
 *
 * @param fence carried by every later write of the attempt
 * @param end   on this node's monotonic clock, in nanoseconds: never later than the lease ends at the database
 */
public record HeldLease(long fence, long end) {
}
