package io.sostenuto.renewals.entity;

import io.sostenuto.storage.time.Moment;

/**
 * A lease that this node holds.
 *
 * @param fence carried by every later write of the attempt
 * @param end   never later than the lease ends at the database, also where this machine sleeps
 */
public record HeldLease(long fence, Moment end) {
}
