package io.sostenuto.grants.entity;

import java.util.Optional;

/**
 * What is kept of a row whose token was handed out. There is one for each session that a node remembers, so that it holds
 * no more than it must: of the user a hash. Where two have the same, a browser keeps a cookie with the
 * name of before, until the next renewal.
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
