package io.sostenuto.login.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a login may lead back to: a path of our own origin, in whatever form it is written. */
public final class ReturnPath {

    private static final int LONGEST = 1024;

    private ReturnPath() {
    }

    /** @return the path, or empty where it could lead elsewhere */
    public static Optional<String> of(String asked) {
        return Optional.ofNullable(asked)
                .filter(path -> path.length() <= LONGEST && isLocal(path) && isLocal(decoded(path)))
                .filter(ReturnPath::isUri);
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
