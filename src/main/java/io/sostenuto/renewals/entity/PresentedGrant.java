package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;

/**
 * A refresh token that was presented to Spotify.
 *
 * @param told whether those who waited have been told that Spotify does not answer: the attempt was counted then
 */
public record PresentedGrant(LeasedGrant leased, RefreshToken token, boolean told) {

    public Snapshot row() {
        return leased.row();
    }

    public Grant grant() {
        return leased.row().grant();
    }

    public SessionId session() {
        return leased.session();
    }

    public long fence() {
        return leased.fence();
    }

    /** @return the same, after its deadline */
    public PresentedGrant afterDeadline() {
        return new PresentedGrant(leased, token, true);
    }
}
