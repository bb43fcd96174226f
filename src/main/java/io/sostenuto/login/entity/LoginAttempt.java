package io.sostenuto.login.entity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import io.sostenuto.sessions.entity.SessionId;

/**
 * A login on its way: what has to come back from Spotify, and where to go then. It lives in the login cookie.
 *
 * @param replaces the session that this browser had when it started
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>
 */
public record LoginAttempt(String state, String codeVerifier, String returnTo, Optional<SessionId> replaces,
                           Instant end) {

    /** How long a person may take at Spotify. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    @Override
    public String toString() {
        return "LoginAttempt[***]";
    }
}
