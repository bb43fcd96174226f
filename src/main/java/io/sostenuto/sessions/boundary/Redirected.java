package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Spotify's redirect carried in its query: no URL of a log, a trace or an error shall hold it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 section 4.1.2</a>
 */
public final class Redirected {

    private final Map<String, List<String>> parameters;

    private Redirected(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    private static boolean isGet(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    static Redirected of(HttpServletRequest request) {
        // the parameters of a POST may be in its body, which nobody here wants to wait for
        return new Redirected(by(request) ? request.getParameterMap().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> List.of(one.getValue()))) : Map.of());
    }

    /** @return whether this is such a redirect, or looks like one */
    static boolean by(HttpServletRequest request) {
        return isGet(request) && (request.getParameter("state") != null || request.getParameter("code") != null);
    }

    /** @return its values, each as often as it came */
    public List<String> parameters(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** @return whether any parameter came twice, which RFC 6749 section 3.1 forbids */
    public boolean repeatsAny() {
        return parameters.values().stream().anyMatch(values -> values.size() > 1);
    }
}
