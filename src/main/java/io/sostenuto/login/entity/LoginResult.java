package io.sostenuto.login.entity;

import io.sostenuto.sessions.entity.GrantCopy;

import java.util.Locale;

/** How a login ended. */
public sealed interface LoginResult {

    /** A new session. */
    record Opened(GrantCopy grant, String returnTo) implements LoginResult {
    }

    /** No new session, and the old one stays. */
    enum Failed implements LoginResult {
        ACCESS_DENIED, STATE_MISMATCH, INVALID_CODE, TEMPORARILY_UNAVAILABLE, BROKER_MISCONFIGURED;

        /** @return what the page is told in {@code ?login=} */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
