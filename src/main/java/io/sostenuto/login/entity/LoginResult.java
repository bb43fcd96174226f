package io.sostenuto.login.entity;

import io.sostenuto.grants.entity.GrantCopy;

import java.util.Locale;
import java.util.function.Function;

/** How a login ended. */
public sealed interface LoginResult {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Opened, T> opened, Function<Overtaken, T> overtaken, Function<Linked, T> linked, Function<Failed, T> failed);

    /** A new session. */
    record Opened(GrantCopy grant, String returnTo) implements LoginResult {
        @Override
        public <T> T fold(Function<Opened, T> opened, Function<Overtaken, T> overtaken, Function<Linked, T> linked, Function<Failed, T> failed) {
            return opened.apply(this);
        }
    }

    /** A later login of the same browser has opened its session already: that one stays. */
    record Overtaken(String returnTo) implements LoginResult {
        @Override
        public <T> T fold(Function<Opened, T> opened, Function<Overtaken, T> overtaken, Function<Linked, T> linked, Function<Failed, T> failed) {
            return overtaken.apply(this);
        }
    }

    /** A grant waits for the user who began the link. @param code that completes it */
    record Linked(String code) implements LoginResult {
        @Override
        public <T> T fold(Function<Opened, T> opened, Function<Overtaken, T> overtaken, Function<Linked, T> linked, Function<Failed, T> failed) {
            return linked.apply(this);
        }

        @Override
        public String toString() {
            return "Linked[***]";
        }
    }

    /** No new session, and the old one stays. */
    enum Failed implements LoginResult {
        ACCESS_DENIED, STATE_MISMATCH, INVALID_CODE, TEMPORARILY_UNAVAILABLE, TOO_MANY_LOGINS, BROKER_MISCONFIGURED;

        @Override
        public <T> T fold(Function<Opened, T> opened, Function<Overtaken, T> overtaken, Function<Linked, T> linked, Function<Failed, T> failed) {
            return failed.apply(this);
        }

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
