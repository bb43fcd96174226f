package io.sostenuto.users.control;

import io.sostenuto.issuers.JwtCheck;
import io.sostenuto.issuers.JwtKeys;
import io.sostenuto.issuers.Jwts;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.users.entity.UserVerdict;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserTokensTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final String ISSUER = "https://id.example.com/auth/v1";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final AtomicLong millis = new AtomicLong(NOW.toEpochMilli());
    private final DatabaseClock clock = new DatabaseClock(new Clocks(millis::get, () -> millis.get() * 1_000_000));
    private final AtomicInteger checks = new AtomicInteger();
    private final UserTokens users = new UserTokens(new Settings.Users(ISSUER, Set.of("app"), Optional.empty(), Optional.empty(),
            Set.of("HS256"), Optional.empty(), Set.of(), Set.of(), "App"),
            new JwtCheck(JwtKeys.none().with(new Secret(SECRET)), Set.of("HS256"), () -> {
                checks.incrementAndGet();
                return clock.now();
            }, Runnable::run), clock);
    private final Jwts token = new Jwts(ISSUER, "ada", List.of("app"), NOW.plusSeconds(3600));

    private UserVerdict judge(String jwt) {
        return users.judge(jwt).toCompletableFuture().join();
    }

    private UserVerdict judge() {
        return judge(token.signed("HS256", SECRET));
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    @Test
    void aUserIsHisIssuerAndSubject() {
        assertThat(judge()).isEqualTo(new UserVerdict.Known(new AppUser(ISSUER, "ada"), NOW.plusSeconds(3600)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-", "JWT", "jwt", "at+jwt", "application/at+jwt"})
    void aTokenForAnApiIsAUsers(String type) {
        token.header("typ", type);
        assertThat(judge()).isInstanceOf(UserVerdict.Known.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"subject+jwt", "SUBJECT+JWT", "application/subject+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", ""})
    void aTokenOfAnotherTypeIsNot(String type) {
        token.header("typ", type);
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void aTypeThatIsNoTextIsNone() {
        token.header("typ", List.of("JWT"));
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void aTokenThatEndsOnNoDayThatThereIsIsBad() {
        token.claims.setExpirationTime(NumericDate.fromSeconds(Long.MAX_VALUE / 100));
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void aSubjectHasOneTo255Characters() {
        token.claims.setSubject("x".repeat(255));
        assertThat(judge()).isInstanceOf(UserVerdict.Known.class);
        for (var subject : new String[]{"", "x".repeat(256), "a\0b"}) {
            token.claims.setSubject(subject);
            assertThat(judge()).as(subject).isInstanceOf(UserVerdict.Bad.class);
        }
        assertThat(judge(new Jwts(ISSUER, "", List.of("app"), NOW.plusSeconds(60)).payload(token.claims.toJson()
                .replace("a\\u0000b", "\\ud800")).signed("HS256", SECRET))).as("half a character").isInstanceOf(UserVerdict.Bad.class);
        token.claims.unsetClaim("sub");
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
        token.claims.setClaim("sub", 4711);
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void subjectsThatLookAlikeAreTwo() {
        var one = judge();
        token.claims.setSubject("Ada");
        assertThat(judge()).isNotEqualTo(one);
    }

    @Test
    void issuerAndAudienceAreExactlyTheConfiguredOnes() {
        token.claims.setAudience("App");
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
        token.claims.setAudience("other", "app");
        assertThat(judge()).isInstanceOf(UserVerdict.Known.class);
        token.claims.setIssuer(ISSUER + "/");
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void aTokenIsCheckedOnceInFiveMinutes() {
        judge();
        pass(Duration.ofMinutes(4));
        assertThat(judge()).isInstanceOf(UserVerdict.Known.class);
        assertThat(checks).hasValue(1);
        pass(Duration.ofMinutes(1));
        assertThat(judge()).isInstanceOf(UserVerdict.Known.class);
        assertThat(checks).hasValue(2);
    }

    @Test
    void aTokenThatIsOverIsNotRemembered() {
        token.claims.setExpirationTime(Jwts.date(NOW.plusSeconds(60)));
        judge();
        pass(Duration.ofSeconds(60));
        assertThat(judge()).as("within the leeway").isInstanceOf(UserVerdict.Known.class);
        judge();
        assertThat(checks).as("it is checked each time").hasValue(3);
        pass(Duration.ofSeconds(60));
        assertThat(judge()).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void aBadTokenIsNotTakenForAGoodOneThatWasJudgedBefore() {
        var jwt = token.signed("HS256", SECRET);
        judge(jwt);
        assertThat(judge(jwt.substring(0, jwt.length() - 2) + (jwt.endsWith("AA") ? "BB" : "AA"))).isInstanceOf(UserVerdict.Bad.class);
    }

    @Test
    void theUsersThatAreRememberedAreBounded() {
        var first = token.signed("HS256", SECRET);
        judge(first);
        for (var other = 0; other < 10_000; other++) {
            token.claims.setSubject("user-" + other);
            judge();
        }
        var before = checks.get();
        judge(first);
        assertThat(checks).as("the one that came first is forgotten").hasValue(before + 1);
        judge(first);
        assertThat(checks).hasValue(before + 1);
    }

    private static String claiming(String json) {
        return "x." + Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + ".x";
    }

    @Test
    void anIssuerIsReadBeforeItIsBelieved() {
        assertThat(UserTokens.unverifiedIssuer(token.signed("HS256", SECRET))).contains(ISSUER);
        assertThat(UserTokens.unverifiedIssuer(claiming("{\"iss\":\"a\"}"))).contains("a");
        for (var text : List.of("", "opaque", "a.b", "a.!.c", "..", claiming("[]"), claiming("{}"), claiming("{\"iss\":7}"),
                claiming("{\"iss\":\"a\",\"iss\":\"b\"}"), claiming("[".repeat(20_000)))) {
            assertThat(UserTokens.unverifiedIssuer(text)).as(text).isEmpty();
        }
    }

    private static UserTokens configured(Map<String, String> further) {
        return new UserTokens(new SettingsReader(key -> Optional.ofNullable(further.get(key)).or(() -> Optional.ofNullable(Map.of(
                "spotify.client-id", "id", "spotify.client-secret", "secret", "sostenuto.users.issuer", ISSUER,
                "sostenuto.users.audiences", "app").get(key))), Stream::empty).read(), null, null,
                new DatabaseClock(new Clocks(NOW::toEpochMilli, () -> 0)));
    }

    @Test
    void keysMayComeFromAFile(@TempDir Path folder) throws Exception {
        var key = Jwts.key("ES256", "one");
        var file = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[" + key.toJson() + "]}");
        var judged = configured(Map.of("sostenuto.users.jwks-file", file.toString())).judge(token.signed("ES256", key));
        assertThat(judged.toCompletableFuture().join()).isInstanceOf(UserVerdict.Known.class);
        for (var useless : List.of(folder.resolve("none").toString(), Files.writeString(folder.resolve("empty"), "{}").toString(),
                Files.writeString(folder.resolve("pem"), "-----BEGIN PUBLIC KEY-----").toString())) {
            assertThatThrownBy(() -> configured(Map.of("sostenuto.users.jwks-file", useless))).isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("sostenuto.users.jwks-file");
        }
    }

    @Test
    void aSecretOfOursIsEnough() {
        var judged = configured(Map.of("sostenuto.users.algorithms", "HS256", "sostenuto.users.shared-secret", SECRET))
                .judge(token.signed("HS256", SECRET));
        assertThat(judged.toCompletableFuture().join()).isInstanceOf(UserVerdict.Known.class);
    }
}
