package io.sostenuto.login.entity;

import io.sostenuto.grants.entity.GrantCopy;

import java.util.Locale;

/** How a login ended. */
public sealed interface LoginResult {

    /** A new session. */
    record Opened(GrantCopy grant, String returnTo) implements LoginResult {
    }

    /** A later login of the same browser has opened its session already: that one stays. */
    record Overtaken(String returnTo) implements LoginResult {
    }

    /** No new session, and the old one stays. */
    enum Failed implements LoginResult {
        ACCESS_DENIED, STATE_MISMATCH, INVALID_CODE, TEMPORARILY_UNAVAILABLE, TOO_MANY_LOGINS, BROKER_MISCONFIGURED;

        /** @return the failure with this {@link #code} */
        public static Failed of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }

        /** @return what the page is told in {@code ?login=} */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
