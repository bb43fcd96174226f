package io.sostenuto.sessions.entity;

import java.util.Optional;

/**
 * As much of a row that is neither ended nor suspended as tells whether what is known of it is still true, and whether a
 * browser's copy is.
 *
 * @param fence     counts the leases: what is written under one comes with another
 * @param expiresAt of the access token, in milliseconds since 1970 by the database's clock; 0 where there is none
 */
public record Glance(int version, long fence, long expiresAt, int generation, boolean tokenKept, Optional<SpotifyUser> user) {

    /** @return whether a browser with this cookie needs no newer one */
    public boolean fits(GrantCopy cookie) {
        return generation == cookie.generation() && tokenKept == cookie.tokenKept() && user.equals(cookie.user());
    }
}
