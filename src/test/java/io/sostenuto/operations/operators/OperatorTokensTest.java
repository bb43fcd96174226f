package io.sostenuto.operations.operators;

import io.sostenuto.settings.control.SettingsReader;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorTokensTest {

    private static EllipticCurveJsonWebKey key;
    private final Map<String, String> configured = new HashMap<>(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret",
            "mp.jwt.verify.issuer", "https://id.example", "sostenuto.public-url", "https://music.example.com",
            "mp.jwt.verify.publickey", Base64.getEncoder().encodeToString(key.getPublicKey().getEncoded())));
    private final JwtClaims claims = claims();
    private String type = "JWT";

    @BeforeAll
    static void make() throws JoseException {
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    }

    private static JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer("https://id.example");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringListClaim("groups", OperatorTokens.ROLE);
        claims.setSubject("ada");
        return claims;
    }

    private Optional<OperatorTokens.Caller> caller() {
        var token = new JsonWebSignature();
        token.setKey(key.getPrivateKey());
        token.setAlgorithmHeaderValue("ES256");
        if (type != null) {
            token.setHeader("typ", type);
        }
        token.setPayload(claims.toJson());
        try {
            return new OperatorTokens(new SettingsReader(name -> Optional.ofNullable(configured.get(name)), Stream::empty).read(), null, null)
                    .caller(token.getCompactSerialization());
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-", "JWT", "jwt", "at+jwt", "application/at+jwt"})
    void aTokenForAnApiIsTaken(String kind) {
        type = kind;
        assertThat(caller()).contains(new OperatorTokens.Caller("ada", true));
        claims.setStringClaim("typ", "Bearer");
        assertThat(caller()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "secevent+jwt", "dpop+jwt", "subject+jwt", "oauth-authz-req+jwt", ""})
    void aTokenOfAnotherTypeIsNot(String kind) {
        type = kind;
        assertThat(caller()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"at_hash, x", "c_hash, x", "events, x", "typ, ID", "typ, Refresh", "typ, Offline", "typ, Logout", "token_use, id"})
    void norIsOneOfAnotherKindWithTheSameType(String claim, String value) {
        claims.setStringClaim(claim, value);
        assertThat(caller()).isEmpty();
    }

    @Test
    void aTokenThatNamesAudiencesHasToNameUs() {
        assertThat(caller()).as("it names none").isPresent();
        claims.setAudience(List.of("billing"));
        assertThat(caller()).isEmpty();
        claims.setAudience(List.of("billing", "sostenuto"));
        assertThat(caller()).isPresent();
        claims.setAudience("https://music.example.com");
        assertThat(caller()).isPresent();
    }

    @Test
    void whereAudiencesAreConfiguredATokenNeedsOneOfThem() {
        configured.put("mp.jwt.verify.audiences", "music,tunes");
        assertThat(caller()).as("it names none").isEmpty();
        claims.setAudience("sostenuto");
        assertThat(caller()).isEmpty();
        claims.setAudience("tunes");
        assertThat(caller()).isPresent();
    }

    @Test
    void anOperatorHasAName() {
        claims.setStringClaim("upn", " ");
        assertThat(caller()).contains(new OperatorTokens.Caller("ada", true));
        claims.setStringClaim("preferred_username", "grace");
        assertThat(caller()).contains(new OperatorTokens.Caller("grace", true));
        claims.unsetClaim("sub");
        claims.unsetClaim("preferred_username");
        assertThat(caller()).as("a blank one is none").isEmpty();
        claims.setClaim("upn", 4711);
        assertThat(caller()).as("nor is a number").isEmpty();
        claims.unsetClaim("upn");
        assertThat(caller()).isEmpty();
    }
}
