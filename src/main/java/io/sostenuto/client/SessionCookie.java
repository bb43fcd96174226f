package io.sostenuto.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cookie that is a session. It is never printed.
 *
 * @param value as the browser sends it, without the name
 */
public record SessionCookie(String value) {

    public static final String NAME = "__Host-Http-sostenuto";
    /** RFC 6265 section 4.1.1, cookie-octet: nothing that could end the header or begin another cookie. */
    private static final String OCTETS = "[!#-+\\--:<-\\[\\]-~]+";
    private static final Pattern SET = Pattern.compile(NAME + "=(" + OCTETS + ")(?:;.*)?");

    /** @throws IllegalArgumentException where that is no value of a cookie */
    public SessionCookie {
        if (!value.matches(OCTETS)) {
            throw new IllegalArgumentException("Not the value of a cookie");
        }
    }

    /** @return the cookie that this {@code Set-Cookie} sets; none where it deletes one, or is about another */
    static Optional<SessionCookie> setBy(String header) {
        return Optional.of(SET.matcher(header)).filter(Matcher::matches).map(set -> new SessionCookie(set.group(1)));
    }

    /** @return the header {@code Cookie}, without its name */
    String header() {
        return NAME + "=" + value;
    }

    @Override
    public String toString() {
        return "SessionCookie[***]";
    }
}
