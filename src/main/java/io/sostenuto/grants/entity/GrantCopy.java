package io.sostenuto.grants.entity;

import io.sostenuto.settings.entity.AppName;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The second copy of a grant, for the day the database is away, restored or lost: what the session cookie and the
 * journal hold.
 *
 * @param app          at Spotify, to which it was given
 * @param refreshToken empty where it is too long for a cookie: then it is in the database only
 * @param tokenKept    whether the last refresh brought no new refresh token, so that the same one may be presented again
 *                     without a lease; never of a generation that has not been refreshed yet
 */
public record GrantCopy(SessionId session, AppName app, Optional<SpotifyUser> user, String scope, int generation,
                        Optional<RefreshToken> refreshToken, Instant authorizedAt, boolean tokenKept) {

    /** How long a session can last at most, counted from the authorization. */
    public static final Duration LIFE = Duration.ofDays(190);

    /** @return what is needed to end a session of which nothing but its id is known here */
    public static GrantCopy unknown(SessionId session, Instant now) {
        return new GrantCopy(session, AppName.DEFAULT, Optional.empty(), "", 1, Optional.empty(), now, false);
    }

    /** @return the same without the refresh token, for a cookie that would be too long with it */
    public GrantCopy withoutToken() {
        return new GrantCopy(session, app, user, scope, generation, Optional.empty(), authorizedAt, tokenKept);
    }

    /** @return the same of this user */
    public GrantCopy of(Optional<SpotifyUser> whose) {
        return new GrantCopy(session, app, whose, scope, generation, refreshToken, authorizedAt, tokenKept);
    }

    /** @return the instant from which no cookie can bring the session back */
    public Instant end() {
        return authorizedAt.plus(LIFE);
    }
}
