package io.sostenuto.web.boundary;

import jakarta.servlet.http.HttpServletRequest;

import java.util.Optional;

/**
 * A call that a user token judges, and nothing that a browser adds by itself: no cookie, and so none of the headers that
 * cookies need. It is found before anybody is let in, and judged after.
 *
 * @param token that it came with, not judged yet; empty where it should have one
 * @param shown whether it came with any bearer token
 */
public record UserCall(Optional<String> token, boolean shown) {

    /** Makes it known to the filters that follow. */
    public void comes(HttpServletRequest request) {
        request.setAttribute(UserCall.class.getName(), this);
    }

    /** @return empty for a call that a cookie judges */
    public static Optional<UserCall> in(HttpServletRequest request) {
        return Optional.ofNullable((UserCall) request.getAttribute(UserCall.class.getName()));
    }

    @Override
    public String toString() {
        return "UserCall[***]";
    }
}
