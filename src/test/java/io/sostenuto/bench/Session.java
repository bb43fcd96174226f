package io.sostenuto.bench;

import io.sostenuto.Listener;

import java.io.IOException;
import java.util.regex.Pattern;

/** A browser's session, as far as a load needs it: the value of its Cookie header. */
record Session(String cookie) {

    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private static final Pattern TOKEN = Pattern.compile("\"accessToken\":\"([^\"]+)\"");

    static Session of(String cookieValue) {
        return new Session(Listener.SESSION + "=" + cookieValue);
    }

    /** @return a token request, in octets */
    byte[] request() {
        return post("/api/token");
    }

    byte[] post(String path) {
        return Wire.post(path, "Cookie: " + cookie);
    }

    /** Fails where it is not served its token, or is given another cookie. */
    void isServedBy(String node) throws IOException {
        token(Wire.once(node, request()));
    }

    /** @return the access token; fails where there is none, or where a new cookie comes with it */
    static String token(Wire.Answer answer) {
        var token = TOKEN.matcher(answer.body());
        if (answer.status() != 200 || !token.find() || answer.head().contains("\r\nset-cookie:")) {
            throw new AssertionError("no token, or a new cookie: " + answer.head() + answer.body());
        }
        return token.group(1);
    }

    /** @return the version of the access token; fails where there is none */
    static int version(Wire.Answer answer) {
        token(answer);
        var version = VERSION.matcher(answer.body());
        if (!version.find()) {
            throw new AssertionError("no version: " + answer.body());
        }
        return Integer.parseInt(version.group(1));
    }
}
