package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Spotify's redirect carried in its query: no URL of a log, a trace or an error shall hold it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 section 4.1.2</a>
 */
final class Redirected {

    private static final String[] NAMES = {"state", "code", "error"};

    private final Map<String, String> parameters = new HashMap<>();

    private Redirected(HttpServletRequest request) {
        if (!isGet(request)) {
            return; // the parameters of a POST may be in its body, which nobody here wants to wait for
        }
        for (var name : NAMES) {
            Optional.ofNullable(request.getParameter(name)).ifPresent(value -> parameters.put(name, value));
        }
    }

    private static boolean isGet(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    static Redirected of(HttpServletRequest request) {
        return new Redirected(request);
    }

    /** @return whether this is such a redirect, or looks like one */
    static boolean by(HttpServletRequest request) {
        return isGet(request) && (request.getParameter("state") != null || request.getParameter("code") != null);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
