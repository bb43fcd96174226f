package io.sostenuto.issuers;

import io.sostenuto.settings.entity.Secret;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JwtCheckTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Map<String, PublicJsonWebKey> KEYS = new HashMap<>();
    private static PublicJsonWebKey key;

    private Set<String> algorithms = Set.of("ES256", "RS256", "PS256", "EdDSA", "HS256");
    private List<JsonWebKey> known = new ArrayList<>(List.of(key));
    private Optional<Secret> secret = Optional.empty();
    private final Jwts token = new Jwts("https://id.example.com", "ada", List.of("app"), NOW.plusSeconds(300));

    @BeforeAll
    static void make() {
        List.of("ES256", "RS256", "EdDSA", "ES384", "short").forEach(algorithm -> KEYS.put(algorithm, Jwts.key(algorithm, "key-" + algorithm)));
        KEYS.put("PS256", KEYS.get("RS256"));
        key = KEYS.get("ES256");
    }

    private boolean isGood(String jwt) {
        var keys = JwtKeys.of(known);
        return verdict(jwt, secret.map(keys::with).orElse(keys)).fold(claims -> true, () -> false, () -> {
            throw new AssertionError("no keys");
        });
    }

    private JwtVerdict verdict(String jwt, JwtKeys keys) {
        return check(keys).check(jwt, JwtCheckTest::expect).toCompletableFuture().join();
    }

    private JwtCheck check(JwtKeys keys) {
        return new JwtCheck(keys, algorithms, () -> NOW, Runnable::run);
    }

    private static JwtConsumerBuilder expect(JwtConsumerBuilder builder) {
        return builder.setExpectedIssuer("https://id.example.com").setExpectedAudience("app", "web");
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
    void aTokenThatIsSignedAsItWasAgreedIsGood(String algorithm) {
        known = List.of(KEYS.get(algorithm));
        var jwt = token.signed(algorithm, KEYS.get(algorithm));
        assertThat(isGood(jwt)).isTrue();
        algorithms = Set.of("HS256");
        assertThat(isGood(jwt)).as("not agreed on").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ES384, ES384", "RS256, RS384", "RS256, PS512", "short, RS256"})
    void aSignatureThatNobodyAgreedOnOrThatIsTooWeakIsNot(String kind, String algorithm) {
        known = List.of(KEYS.get(kind));
        algorithms = Set.of("ES256", "RS256", "PS256", "EdDSA", "HS256", "none");
        assertThat(isGood(token.signed(algorithm, KEYS.get(kind)))).isFalse();
    }

    @Test
    void aTokenWithoutASignatureIsNot() {
        algorithms = Set.of("none", "ES256");
        assertThat(isGood(token.header("kid", key.getKeyId()).signed("none", (Key) null))).isFalse();
        var parts = token.signed("ES256", key).split("\\.");
        assertThat(isGood(parts[0] + "." + parts[1] + ".")).isFalse();
        assertThat(isGood(parts[0] + "." + parts[1])).isFalse();
    }

    @Test
    void aTokenOfAnotherKeyOrWithOtherClaimsIsNot() {
        assertThat(isGood(token.signed("ES256", Jwts.key("ES256", key.getKeyId())))).isFalse();
        var parts = token.signed("ES256", key).split("\\.");
        token.claims.setSubject("grace");
        assertThat(isGood(parts[0] + "." + part(token.claims.toJson()) + "." + parts[2])).isFalse();
    }

    /** The public key is no secret: RFC 8725 section 2.1. */
    @Test
    void aPublicKeyIsNoSecretToSignWith() {
        known = List.of(KEYS.get("RS256"));
        token.header("kid", "key-RS256");
        for (var text : List.of(KEYS.get("RS256").toJson(), Base64.getEncoder().encodeToString(KEYS.get("RS256").getPublicKey().getEncoded()))) {
            assertThat(isGood(token.signed("HS256", text))).isFalse();
        }
    }

    @Test
    void aSharedSecretIsForHs256AndForNothingElse() {
        var jwt = token.signed("HS256", SECRET);
        assertThat(isGood(jwt)).as("none is configured").isFalse();
        secret = Optional.of(new Secret(SECRET));
        assertThat(isGood(jwt)).isTrue();
        assertThat(isGood(token.signed("HS384", SECRET + SECRET))).isFalse();
        assertThat(isGood(token.signed("HS256", SECRET.replace('0', '1')))).isFalse();
        assertThat(isGood(new Jwts("https://id.example.com", "ada", List.of("app"), NOW.plusSeconds(300)).signed("ES256", key)))
                .as("beside others").isTrue();
        algorithms = Set.of("ES256");
        assertThat(isGood(jwt)).as("not agreed on").isFalse();
    }

    @Test
    void aSecretInAKeySetIsNobodysKey() {
        var oct = Jwts.secretKey("shared");
        known = List.of(oct);
        assertThat(isGood(token.header("kid", "shared").signed("HS256", oct.getKey()))).isFalse();
        assertThat(isGood(token.signed("ES256", key))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"sig, ES256, true", "enc, , false", ", ES256, true", ", RS256, false", ", ES384, false"})
    void aKeyIsUsedForWhatItIsFor(String use, String algorithm, boolean good) {
        var own = Jwts.key("ES256", "own");
        own.setUse(use);
        own.setAlgorithm(algorithm);
        known = List.of(own);
        assertThat(isGood(token.signed("ES256", own))).isEqualTo(good);
    }

    @Test
    void aKeyThatIsForSigningAloneVerifiesNothing() {
        var own = Jwts.key("ES256", "own");
        own.setKeyOps(List.of("sign"));
        known = List.of(own);
        assertThat(isGood(token.signed("ES256", own))).isFalse();
        own.setKeyOps(List.of("verify"));
        assertThat(isGood(token.signed("ES256", own))).isTrue();
    }

    @Test
    void anRsaKeyForOneSchemeIsNotTakenForTheOther() {
        var own = Jwts.key("RS256", "own");
        own.setAlgorithm("RS256");
        known = List.of(own);
        assertThat(isGood(token.signed("PS256", own))).isFalse();
        assertThat(isGood(token.signed("RS256", own))).isTrue();
    }

    @Test
    void aKeyIdHasToBeThatOfTheKey() {
        assertThat(isGood(token.header("kid", "another").signed("ES256", key))).isFalse();
        assertThat(isGood(token.header("kid", 7).signed("ES256", key))).isFalse();
    }

    @Test
    void withoutAKeyIdExactlyOneKeyHasToFit() {
        var jwt = token.signed("ES256", key.getPrivateKey());
        assertThat(isGood(jwt)).isTrue();
        known.add(KEYS.get("RS256"));
        known.add(KEYS.get("ES384"));
        assertThat(isGood(jwt)).as("the others are of another kind, or curve").isTrue();
        known.add(Jwts.key("ES256", null));
        assertThat(isGood(jwt)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u", "jwk", "crit"})
    void aTokenBringsNoKeyOfItsOwnAndNothingCritical(String name) {
        var value = switch (name) {
            case "jwk" -> key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
            case "crit" -> List.of("b64"); // which the library knows
            default -> "https://id.example.com/keys";
        };
        token.header("b64", true);
        assertThat(isGood(token.signed("ES256", key))).isTrue();
        assertThat(isGood(token.header(name, value).signed("ES256", key))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-59, true", "-60, false", "-61, false", "1, true"})
    void aTokenEndsWithAMinuteOfLeeway(long seconds, boolean good) {
        token.claims.setExpirationTime(Jwts.date(NOW.plusSeconds(seconds)));
        assertThat(isGood(token.signed("ES256", key))).isEqualTo(good);
    }

    @Test
    void aTokenWithoutAnEndIsNone() {
        token.claims.unsetClaim("exp");
        assertThat(isGood(token.signed("ES256", key))).isFalse();
        token.claims.setStringClaim("exp", "tomorrow");
        assertThat(isGood(token.signed("ES256", key))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"nbf, 60, true", "nbf, 61, false", "iat, 60, true", "iat, 61, false", "nbf, -900, true", "iat, -90000000, true"})
    void aTokenIsNotFromTheFutureWithAMinuteOfLeeway(String claim, long seconds, boolean good) {
        token.claims.setClaim(claim, NOW.plusSeconds(seconds).getEpochSecond());
        assertThat(isGood(token.signed("ES256", key))).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example.com/", "https://ID.example.com", "https://evil.example.com", "-"})
    void theIssuerIsExactlyTheExpectedOne(String issuer) {
        if (issuer.equals("-")) {
            token.claims.unsetClaim("iss");
        } else {
            token.claims.setIssuer(issuer);
        }
        assertThat(isGood(token.signed("ES256", key))).isFalse();
    }

    @Test
    void oneOfTheAudiencesIsExactlyAnExpectedOne() {
        token.claims.setAudience("billing", "web");
        assertThat(isGood(token.signed("ES256", key))).isTrue();
        token.claims.setAudience("billing", "App");
        assertThat(isGood(token.signed("ES256", key))).isFalse();
        token.claims.unsetClaim("aud");
        assertThat(isGood(token.signed("ES256", key))).isFalse();
    }

    @Test
    void aTokenHasSixteenKilobytesAtMost() {
        token.claims.setStringClaim("more", "x");
        var around = token.signed("ES256", key).length();
        token.claims.setStringClaim("more", "x".repeat((16 * 1024 - around) * 3 / 4 - 4));
        assertThat(token.signed("ES256", key)).hasSizeBetween(16 * 1024 - 10, 16 * 1024);
        assertThat(isGood(token.signed("ES256", key))).isTrue();
        token.claims.setStringClaim("more", "x".repeat(16 * 1024 * 3 / 4));
        assertThat(isGood(token.signed("ES256", key))).isFalse();
    }

    @Test
    void aTokenInATokenIsNone() {
        var inner = token.signed("ES256", key);
        var outer = new Jwts("", "", List.of(), NOW).header("cty", "JWT").payload(inner).signed("ES256", key);
        assertThat(isGood(inner)).isTrue();
        assertThat(isGood(outer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "a.b.c.d.e", "Bearer", "eyJhbGciOiJFUzI1NiJ9.e30.", "é.é.é"})
    void whatIsNoTokenIsNone(String text) {
        assertThat(isGood(text)).isFalse();
    }

    @Test
    void aTokenIsReadStrictly() {
        var jwt = token.signed("ES256", key);
        for (var other : List.of(jwt + "=", jwt + "!", " " + jwt, jwt.replace(".", ".\n"))) {
            assertThat(isGood(other)).as(other).isFalse();
        }
        assertThat(isGood(token.payload("[1]").signed("ES256", key))).isFalse();
        assertThat(isGood(token.payload(token.claims.toJson().replace("{", "{\"sub\":\"grace\",")).signed("ES256", key)))
                .as("a claim that is there twice").isFalse();
    }

    @Test
    void aTokenWaitsForItsKeysAndNobodyForIt() {
        var coming = new CompletableFuture<List<JsonWebKey>>();
        var work = new ArrayList<Runnable>();
        var check = new JwtCheck(new JwtKeys(kid -> coming, Optional.empty()), algorithms, () -> NOW, work::add);
        var verdict = check.check(token.signed("ES256", key), JwtCheckTest::expect).toCompletableFuture();
        assertThat(verdict).isNotDone();
        coming.complete(known);
        assertThat(verdict).as("signatures are not checked on the thread that brought the keys").isNotDone();
        work.forEach(Runnable::run);
        assertThat(verdict.join()).isInstanceOf(JwtVerdict.Good.class);
    }

    @Test
    void whileThereWereNeverKeysThatIsSaid() {
        assertThat(verdict(token.signed("ES256", key), JwtKeys.of(List.of()))).isInstanceOf(JwtVerdict.NoKeys.class);
        assertThat(verdict("a.b.c", JwtKeys.of(List.of()))).as("nobody has to be asked for that").isInstanceOf(JwtVerdict.Bad.class);
    }

    @Test
    void aDefectIsNoVerdict() {
        var broken = new JwtKeys(kid -> CompletableFuture.failedFuture(new IllegalStateException("broken")), Optional.empty());
        assertThatThrownBy(() -> verdict(token.signed("ES256", key), broken)).isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("broken");
    }

    @Test
    void aKeySetIsReadWithoutTheKeysThatNobodyKnows() {
        var set = "{\"keys\":[{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}," + key.toJson() + "]}";
        assertThat(verdict(token.signed("ES256", key), JwtKeys.of(set).orElseThrow())).isInstanceOf(JwtVerdict.Good.class);
        assertThat(JwtKeys.of("{\"keys\":[]}")).isEmpty();
        assertThat(JwtKeys.of("no set")).isEmpty();
    }
}
