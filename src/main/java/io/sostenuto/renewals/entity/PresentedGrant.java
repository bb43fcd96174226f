package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;

/**
 * A refresh token that was presented to Spotify.
 *
 * @param seen  the row as it was then
 * @param lease that it was presented under
 * @param early whether a caller asked for it before it was due
 * @param told  whether those who waited have been told that Spotify does not answer: the attempt was counted then
 */
public record PresentedGrant(Snapshot seen, HeldLease lease, RefreshToken token, boolean early, boolean told) {

    public Grant grant() {
        return seen.grant();
    }

    public SessionId session() {
        return seen.grant().id();
    }

    public long fence() {
        return lease.fence();
    }

    /** @return the same, after its deadline */
    public PresentedGrant afterDeadline() {
        return new PresentedGrant(seen, lease, token, early, true);
    }
}
