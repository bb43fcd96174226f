package io.sostenuto.spotify;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Random texts that mean nothing: tokens, codes, ids. */
final class Opaque {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String HEX = "0123456789abcdef";

    private Opaque() {
    }

    static String token(String prefix, int length) {
        return prefix + some(TOKEN, length - prefix.length());
    }

    static String hex(int length) {
        return some(HEX, length);
    }

    private static String some(String alphabet, int length) {
        return RANDOM.ints(Math.max(length, 16), 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i))).collect(Collectors.joining());
    }
}
