package io.sostenuto.grants.entity;

import java.util.Optional;

/**
 * Enough of a row to tell later whether it has changed. A node keeps one for each session that it remembers, so it is small:
 * of the user it has a hash. Where two users have the same one, a browser keeps a cookie with the old name until the next
 * renewal.
 *
 * @param changes as this process had counted them before the row was read
 */
public record RowStamp(int generation, boolean tokenKept, int userHash, long changes) {

    static RowStamp of(Grant row, long changes) {
        return new RowStamp(row.generation(), row.tokenKept(), hash(row.user()), changes);
    }

    /** @return whether a browser with this cookie needs no newer one */
    public boolean fits(GrantCopy cookie) {
        return generation == cookie.generation() && tokenKept == cookie.tokenKept() && userHash == hash(cookie.user());
    }

    private static int hash(Optional<SpotifyUser> user) {
        return user.hashCode();
    }
}
