package io.sostenuto.login.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Where a login may lead back to: a path of our own origin, in whatever form it is written, or a page of an allowed one. */
public final class ReturnAddress {

    private static final int LONGEST = 1024;

    private ReturnAddress() {
    }

    /** @return the path or, on an allowed origin, the whole address; empty where it could lead elsewhere */
    public static Optional<String> of(String asked, Set<String> allowedOrigins) {
        return Optional.ofNullable(asked).flatMap(address -> path(address).or(() -> allowedOrigins.stream()
                .filter(address::startsWith)
                .flatMap(origin -> path(address.substring(origin.length())).map(path -> origin + path).stream())
                .findFirst()));
    }

    private static Optional<String> path(String asked) {
        return Optional.of(asked)
                .filter(path -> path.length() <= LONGEST && isLocal(path) && isLocal(decoded(path)))
                .filter(ReturnAddress::isUri);
    }

    private static boolean isLocal(String path) {
        return path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl);
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private static boolean isUri(String path) {
        try {
            return new URI(path).getRawAuthority() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
