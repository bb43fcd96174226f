package io.sostenuto.sessions.boundary;

import io.sostenuto.sealing.entity.Purpose;

/**
 * The two cookies of the product and their attributes; no other place knows them.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/">RFC 6265bis, cookie name prefixes</a>
 */
public enum CookieName {
    /** Strict: it travels with requests of our own pages only. */
    SESSION("__Host-Http-sostenuto", "Strict", Purpose.SESSION_COOKIE),
    /** Lax: it has to travel with the redirect that comes back from Spotify. One a login, told apart by what follows the name. */
    LOGIN("__Host-Http-sostenuto-login", "Lax", Purpose.LOGIN_COOKIE);

    private static final String PREFIX = "__Host-Http-";

    private final String text;
    private final String sameSite;
    private final Purpose purpose;

    CookieName(String text, String sameSite, Purpose purpose) {
        this.text = text;
        this.sameSite = sameSite;
        this.purpose = purpose;
    }

    String text() {
        return text;
    }

    /** @return the same for a browser that keeps no Secure cookie on http, and so none with that prefix */
    String twin() {
        return text.substring(PREFIX.length());
    }

    String sameSite() {
        return sameSite;
    }

    Purpose purpose() {
        return purpose;
    }
}
