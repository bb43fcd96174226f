package io.sostenuto.issuers;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes keys and signs tokens, right ones and wrong ones. */
public final class Jwts {

    public final JwtClaims claims = new JwtClaims();
    private final Map<String, Object> header = new LinkedHashMap<>();
    private String payload;

    public Jwts(String issuer, String subject, List<String> audience, Instant expiry) {
        claims.setIssuer(issuer);
        claims.setSubject(subject);
        claims.setAudience(audience);
        claims.setExpirationTime(date(expiry));
    }

    public static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }

    public Jwts header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    public Jwts payload(String text) {
        payload = text;
        return this;
    }

    public String signed(String algorithm, PublicJsonWebKey key) {
        if (key.getKeyId() != null) {
            header.putIfAbsent("kid", key.getKeyId());
        }
        return signed(algorithm, key.getPrivateKey());
    }

    public String signed(String algorithm, String secret) {
        return signed(algorithm, new HmacKey(secret.getBytes(StandardCharsets.UTF_8)));
    }

    public String signed(String algorithm, Key key) {
        var token = new JsonWebSignature();
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setDoKeyValidation(false);
        token.setAlgorithmHeaderValue(algorithm);
        token.setKey(key);
        header.forEach(token.getHeaders()::setObjectHeaderValue);
        token.setPayload(payload == null ? claims.toJson() : payload);
        try {
            return token.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @param algorithm that it is for. @param kid or null */
    public static PublicJsonWebKey key(String algorithm, String kid) {
        try {
            var key = switch (algorithm) {
                case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                case "EdDSA" -> OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
                case "short" -> RsaJwkGenerator.generateJwk(1024);
                default -> RsaJwkGenerator.generateJwk(2048);
            };
            key.setKeyId(kid);
            return key;
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static JsonWebKey secretKey(String kid) {
        var key = OctJwkGenerator.generateJwk(256);
        key.setKeyId(kid);
        return key;
    }
}
