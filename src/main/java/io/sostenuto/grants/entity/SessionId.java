package io.sostenuto.grants.entity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** One browser's grant from one Spotify user: 256 random bits. Printed, it shows a short hash only. */
public record SessionId(String value) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public static SessionId random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** @return 12 hex digits that tell sessions apart in a log and open nothing */
    @Override
    public String toString() {
        return hash(value).substring(0, 12);
    }

    /** @return SHA-256 in hex, for names that must not show the id itself */
    public static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
