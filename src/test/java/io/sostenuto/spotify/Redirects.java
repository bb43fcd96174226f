package io.sostenuto.spotify;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which redirect URIs are served: registered ones, https or a loopback literal, never {@code localhost} (S1, S2). */
final class Redirects {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");

    private Redirects() {
    }

    /** Why the URI is refused, in the words of the page that says so; empty where it is served. */
    static Optional<String> refusal(String uriOrNull, List<String> registered) {
        if (uriOrNull == null) {
            return Optional.of("Missing required parameter: redirect_uri");
        }
        URI uri;
        try {
            uri = URI.create(uriOrNull);
        } catch (IllegalArgumentException notOne) {
            return Optional.of("INVALID_CLIENT: Invalid redirect URI");
        }
        if ("http".equals(uri.getScheme()) && !LOOPBACK.contains(String.valueOf(uri.getHost()))) {
            return Optional.of("INVALID_CLIENT: Insecure redirect URI");
        }
        return registered.contains(uriOrNull) || registered.contains(withoutPort(uri))
                ? Optional.empty() : Optional.of("INVALID_CLIENT: Invalid redirect URI");
    }

    /** A loopback URI registered without a port stands for every port. */
    private static String withoutPort(URI uri) {
        return LOOPBACK.contains(String.valueOf(uri.getHost()))
                ? uri.toString().replaceFirst("(//[^/:]*|//\\[::1]):\\d+", "$1") : uri.toString();
    }
}
