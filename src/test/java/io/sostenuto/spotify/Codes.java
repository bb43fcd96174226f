package io.sostenuto.spotify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Authorization codes: each works once, for the redirect URI and the code challenge it was asked with (S7). */
final class Codes {

    /** What was consented to; the challenge is null where none was sent. */
    record Consented(String clientId, Account account, String scope, String redirectUri, String challenge, Instant expires) {
    }

    private final Map<String, Consented> unused = new ConcurrentHashMap<>();
    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final List<String> issued = new CopyOnWriteArrayList<>();

    String issue(Consented consented) {
        var code = Opaque.token("AQ", 220);
        unused.put(code, consented);
        users.put(code, consented.account().id());
        issued.add(code);
        return code;
    }

    Optional<Consented> redeem(String code) {
        return Optional.ofNullable(unused.remove(code));
    }

    Optional<String> userOf(String code) {
        return Optional.ofNullable(users.get(code));
    }

    List<String> issued() {
        return List.copyOf(issued);
    }

    /** Whether the verifier is the one behind an S256 challenge (RFC 7636 section 4.6). */
    static boolean verifies(String verifierOrNull, String challengeOrNull) {
        if (challengeOrNull == null) {
            return verifierOrNull == null;
        }
        if (verifierOrNull == null || !verifierOrNull.matches("[A-Za-z0-9._~-]{43,128}")) {
            return false;
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifierOrNull.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest).equals(challengeOrNull);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
