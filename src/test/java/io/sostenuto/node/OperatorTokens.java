package io.sostenuto.node;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** Who tells operators from others: an issuer with a key of its own, made for one run. */
public final class OperatorTokens {

    public static final String ISSUER = "https://id.operations.example";
    private final KeyPair keys;

    public OperatorTokens() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /** @return as {@code mp.jwt.verify.publickey} wants it */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    public String token(String role) {
        return token(ISSUER, role, Duration.ofMinutes(5));
    }

    String token(String issuer, String role, Duration life) {
        return signed(claims(issuer, role, life).add("sub", "4711").add("upn", "ada@operations.example"));
    }

    /** Of somebody whom the issuer gives no name. */
    String nameless(String role) {
        return signed(claims(ISSUER, role, Duration.ofMinutes(5)));
    }

    private static JsonObjectBuilder claims(String issuer, String role, Duration life) {
        var now = Instant.now();
        return Json.createObjectBuilder().add("iss", issuer)
                .add("jti", UUID.randomUUID().toString()).add("iat", now.minusSeconds(600).getEpochSecond())
                .add("exp", now.plus(life).getEpochSecond()).add("groups", Json.createArrayBuilder().add(role));
    }

    private String signed(JsonObjectBuilder claims) {
        var text = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims.build().toString());
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
