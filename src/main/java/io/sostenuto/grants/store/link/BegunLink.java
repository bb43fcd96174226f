package io.sostenuto.grants.store.link;

import io.sostenuto.grants.entity.Owner;

import java.time.Instant;

/**
 * A link that a user has begun.
 *
 * @param id    the hash of what its address ends with
 * @param scope that is asked for, as Spotify reads it
 * @param end   until when it can go on from where it is
 */
public record BegunLink(String id, Owner owner, String scope, String returnTo, Instant end) {
}
