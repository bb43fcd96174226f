package io.sostenuto.login.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a login may lead back to: a path of our own origin, in whatever form it is written, or a page of an allowed one. */
public final class ReturnAddress {

    private static final int LONGEST = 1024;
    /** What RFC 3986 lets stand in a query and in a fragment; a percent sign only before two hex digits. */
    private static final String PLAIN = "-._~:/?@!$&'()*+,;=";
    /** What is told there; of before, it is not true any more. */
    private static final Set<String> TOLD = Set.of("login", "connect_code");
    private static final String RAW_IN_PATHS = "[]|";

    private ReturnAddress() {
    }

    /** @return the path or, on an allowed origin, the whole address, as a URI; empty where it could lead elsewhere */
    public static Optional<String> of(String asked, Set<String> allowedOrigins) {
        return Optional.ofNullable(asked).filter(address -> address.length() <= LONGEST)
                .filter(address -> address.chars().noneMatch(Character::isISOControl))
                .flatMap(address -> local(address).or(() -> allowedOrigins.stream()
                        .filter(address::startsWith)
                        .flatMap(origin -> local(address.substring(origin.length())).map(path -> origin + path).stream())
                        .findFirst()));
    }

    /** @return the same address with a failure told in its query, in place of one that was told there before */
    public static String withNotice(String address, String code) {
        return with(address, "login", code);
    }

    /** @return the same address with the code of a link in its query */
    public static String withCode(String address, String code) {
        return with(address, "connect_code", code);
    }

    private static String with(String address, String name, String value) {
        var fragment = address.indexOf('#') < 0 ? "" : address.substring(address.indexOf('#'));
        var page = address.substring(0, address.length() - fragment.length());
        var query = page.indexOf('?') < 0 ? "" : page.substring(page.indexOf('?') + 1);
        var path = page.indexOf('?') < 0 ? page : page.substring(0, page.indexOf('?'));
        return path + "?" + Stream.concat(Stream.of(query.split("&")).filter(pair -> !pair.isEmpty() && !TOLD.contains(decoded(pair.split("=", 2)[0]))),
                Stream.of(name + "=" + value)).collect(Collectors.joining("&")) + fragment;
    }

    private static Optional<String> local(String asked) {
        var end = Math.min(place('?', asked), place('#', asked));
        var path = asked.substring(0, end);
        return Optional.of(path).filter(raw -> isLocal(raw) && isLocal(decoded(raw)))
                .map(raw -> quoted(raw, RAW_IN_PATHS) + quotedTail(asked.substring(end))).filter(ReturnAddress::isUri);
    }

    private static int place(char mark, String text) {
        return text.indexOf(mark) < 0 ? text.length() : text.indexOf(mark);
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

    private static String quoted(String text, String marks) {
        return text.codePoints().mapToObj(Character::toString)
                .map(one -> marks.contains(one) ? URLEncoder.encode(one, StandardCharsets.UTF_8) : one).collect(Collectors.joining());
    }

    /** Query and fragment lead nowhere else: what browsers leave as it is there, and a URI may not hold, is percent-encoded. */
    private static String quotedTail(String tail) {
        var all = new StringBuilder();
        for (var at = 0; at < tail.length(); at += Character.charCount(tail.codePointAt(at))) {
            var one = Character.toString(tail.codePointAt(at));
            var stands = PLAIN.contains(one) || one.equals("#") && all.indexOf("#") < 0
                    || one.equals("%") && tail.substring(at).matches("(?s)%[0-9A-Fa-f]{2}.*");
            var letter = one.codePointAt(0) < 0x80 ? Character.isLetterOrDigit(one.codePointAt(0))
                    : !Character.isSpaceChar(one.codePointAt(0));
            all.append(stands || letter ? one : URLEncoder.encode(one, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return all.toString();
    }

    private static boolean isUri(String path) {
        try {
            return new URI(path).getRawAuthority() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
