package io.sostenuto.tokens.entity;

import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Snapshot;

/**
 * A refresh token that was presented to Spotify.
 *
 * @param seen  the row as it was then
 * @param fence of the lease
 * @param early whether a caller asked for it before it was due
 */
public record Presented(Snapshot seen, long fence, RefreshToken token, boolean early) {

    public Grant grant() {
        return seen.grant();
    }

    public SessionId session() {
        return seen.grant().id();
    }
}
