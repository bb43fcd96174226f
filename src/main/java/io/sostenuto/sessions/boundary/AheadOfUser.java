package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Whether a browser makes a request ahead of its user, who may never follow it, and whose browser may forget its cookies.
 *
 * @see <a href="https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header">Sec-Purpose</a>
 */
final class AheadOfUser {

    private static final List<String> HEADERS = List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

    private AheadOfUser() {
    }

    static boolean is(HttpServletRequest request) {
        return HEADERS.stream().flatMap(name -> Collections.list(request.getHeaders(name)).stream())
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("prefetch"));
    }
}
