package io.sostenuto.tokens.entity;

import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Snapshot;

/** A refresh token that was presented to Spotify: the row as it was then, and the fence of the lease. */
public record Presented(Snapshot seen, long fence, RefreshToken token) {

    public Grant grant() {
        return seen.grant();
    }

    public SessionId session() {
        return seen.grant().id();
    }
}
