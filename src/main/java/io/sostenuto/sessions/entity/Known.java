package io.sostenuto.sessions.entity;

import java.util.Optional;

/**
 * What is kept of a row whose token was handed out.
 *
 * @param changes as this process had counted them before the row was read
 */
public record Known(int generation, boolean tokenKept, Optional<SpotifyUser> user, long changes) {

    /** @return whether a browser with this cookie needs no newer one */
    public boolean fits(GrantCopy cookie) {
        return generation == cookie.generation() && tokenKept == cookie.tokenKept() && user.equals(cookie.user());
    }
}
