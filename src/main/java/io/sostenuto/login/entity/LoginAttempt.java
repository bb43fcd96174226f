package io.sostenuto.login.entity;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.settings.entity.AppName;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A login on its way: what has to come back from Spotify, and where to go then. It lives in a login cookie of its own.
 *
 * @param app      at Spotify that is consented to
 * @param scope    that is asked for, as Spotify reads it
 * @param name     the same for all logins that are under way in one browser together
 * @param replaces the session that this browser had when it started
 * @param link     of a user of the application that it belongs to: it opens no session then
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>
 */
public record LoginAttempt(AppName app, String scope, String state, String codeVerifier, String name, String returnTo, Optional<SessionId> replaces,
                           Optional<String> link, Instant end) {

    /** How long a person may take at Spotify. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    /** @return what tells this login's cookie from those of others, and its state to nobody */
    public String suffix() {
        return "-" + SessionId.hash(state).substring(0, 16);
    }

    /** @return the same login under another name */
    public LoginAttempt named(String other) {
        return new LoginAttempt(app, scope, state, codeVerifier, other, returnTo, replaces, link, end);
    }

    /** @return the same login, which leads to the player page */
    public LoginAttempt toPlayerPage() {
        return new LoginAttempt(app, scope, state, codeVerifier, name, "", replaces, link, end);
    }

    @Override
    public String toString() {
        return "LoginAttempt[***]";
    }
}
