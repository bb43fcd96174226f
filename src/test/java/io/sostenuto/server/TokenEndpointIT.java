package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The contract's token endpoint, row by row, against the real server. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class TokenEndpointIT {

    private SpotifyStandIn spotify;
    private int expectedFaults;

    @BeforeEach
    void standIn() {
        spotify = SharedServer.spotify();
        expectedFaults = 0;
    }

    @AfterEach
    void everyFaultFired() {
        assertThat(spotify.unfired()).as("queued faults that never fired").isZero();
        assertThat(spotify.fired()).as("faults that fired").isGreaterThanOrEqualTo(expectedFaults);
    }

    private void next(Fault fault) {
        spotify.next(fault);
        expectedFaults++;
    }

    /** @return a listener whose access token is past its life */
    private Listener expired() {
        spotify.accessTokenLife(Duration.ofSeconds(1));
        var listener = SharedServer.listener().connected();
        var past = Instant.now().plusMillis(1100);
        await().pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(past));
        spotify.accessTokenLife(Duration.ofHours(1));
        return listener;
    }

    private int refreshes() {
        return (int) spotify.presentations().stream().filter(p -> "refresh_token".equals(p.grantType())).count();
    }

    private static void assertKept(Listener.Answer answer, int status, String error, String action) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        var json = answer.json();
        assertThat(json.getString("error")).isEqualTo(error);
        assertThat(json.getString("type")).isEqualTo("urn:sostenuto:problem:" + error);
        assertThat(json.getInt("status")).isEqualTo(status);
        assertThat(json.getString("action")).isEqualTo(action);
        assertThat(json.isNull("accessToken")).isTrue();
        assertThat(json.getBoolean("sessionPreserved")).isEqualTo(!action.equals("login"));
        assertThat(json.isNull("loginUrl")).isEqualTo(!action.equals("login"));
        if (action.equals("retry")) {
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isEqualTo(Math.min(json.getInt("retryAfter"), 60)).isPositive();
        }
    }

    @Test
    void aLoginGivesTheTokenThatSpotifyIssued() {
        var answer = SharedServer.listener().connected().token();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.accessToken()).isIn(spotify.issuedAccessTokens());
        assertThat(answer.json().getInt("expiresIn")).isBetween(3590, 3600);
        assertThat(answer.json().getString("tokenType")).isEqualTo("Bearer");
        assertThat(answer.json().getString("scope")).contains("streaming");
        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.error()).isNull();
        assertThat(Instant.parse(answer.json().getString("reauthorizeBy")))
                .isBetween(Instant.now().plus(Duration.ofDays(179)), Instant.now().plus(Duration.ofDays(180)));
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(refreshes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void expiriesAreOutlivedUnderEveryRotation(Rotation rotation) {
        spotify.rotation(rotation);
        var listener = expired();
        for (int version = 2; version <= 5; version++) {
            var answer = listener.token("?newerThan=" + (version - 1));
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.response().body()).doesNotContain(spotify.issuedRefreshTokens());
        }
        assertThat(refreshes()).isEqualTo(4);
        assertThat(spotify.presentations()).noneMatch(p -> p.outcome().toString().contains("REUSE"));
    }

    @Test
    void anyNumberOfCallersCauseOneRefreshAndAllGetItsResult() {
        spotify.rotation(Rotation.STRICT);
        var listener = expired();
        expectedFaults++;
        spotify.next(Fault.delay(Duration.ofMillis(700)));
        var calls = IntStream.range(0, 100).mapToObj(i -> listener.tokenLater("")).toList();
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.join().status()).isEqualTo(200);
            assertThat(call.join().version()).isEqualTo(2);
            assertThat(call.join().setCookie(Listener.SESSION)).as("each carries the new generation").isPresent();
        });
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void whoWaitsForSpotifyKeepsNobodyElseWaiting() {
        var served = SharedServer.listener().connected();
        var waiting = IntStream.range(0, 60).mapToObj(i -> expired1()).toList();
        var past = Instant.now().plusMillis(1100);
        await().until(() -> Instant.now().isAfter(past));
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.always(Fault.delay(Duration.ofMillis(1200)));
        expectedFaults++;
        var calls = waiting.stream().map(listener -> listener.tokenLater("")).toList();
        await().until(() -> spotify.fired() > 20);
        var begun = System.nanoTime();
        assertThat(served.token().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("while 60 wait").isLessThan(Duration.ofMillis(900));
        assertThat(calls).extracting(call -> call.join().status()).as("60 at once may cost a slow machine a deadline")
                .isSubsetOf(200, 503).filteredOn(status -> status == 200).hasSizeGreaterThan(55);
        spotify.calm();
    }

    static Stream<Fault> outages() {
        return Stream.of(Fault.status(408), Fault.status(500), Fault.status(502, "text/html", "<h1>Bad Gateway</h1>"),
                Fault.status(503, "text/plain", "upstream connect error"), Fault.status(504), Fault.resetBeforeHeaders(),
                Fault.busy("0"), Fault.busy("1"), Fault.closeBeforeHeaders(), Fault.cutHead(), Fault.resetMidBody(),
                Fault.truncated(), Fault.truncatedWithoutLength());
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageKeepsTheSessionAndIsAskedOnce(Fault fault) {
        var listener = expired();
        var before = refreshes();
        var firedBefore = spotify.fired();
        next(fault);
        var begun = System.nanoTime();
        var answer = listener.token();
        assertKept(answer, 503, "spotify_unavailable", "retry");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
        var posts = refreshes() - before;
        assertThat(posts).as("POSTs for one attempt").isEqualTo(1);
        var fired = spotify.fired() - firedBefore;
        Results.report(fault instanceof Fault.Canned ? Results.Fault.F14 : Results.Fault.F15, inWords(fault), "503, session kept",
                posts + " POST, " + inWords(answer) + "; then " + recovers(listener).status(), fired);
    }

    static Stream<Fault> silences() {
        return Stream.of(Fault.hang(), Fault.drip(Duration.ofMillis(200)));
    }

    @ParameterizedTest
    @MethodSource("silences")
    @Tag("once") // the lease of what is listened for lasts half a minute
    void anAnswerThatDoesNotEndKeepsTheSessionAndIsAskedOnce(Fault fault) {
        anOutageKeepsTheSessionAndIsAskedOnce(fault);
    }

    private static String inWords(Listener.Answer answer) {
        return answer.status() + " " + answer.error() + ", " + (answer.json().getBoolean("sessionPreserved") ? "session kept" : "session lost");
    }

    private static String inWords(Fault fault) {
        if (fault instanceof Fault.Dripped) {
            return "one octet after the other, beyond the deadline";
        }
        return fault instanceof Fault.Broken broken ? broken.name().toLowerCase(Locale.ROOT).replace('_', ' ') : fault.toString();
    }

    static Stream<Fault> garbage() {
        return Stream.of(Fault.html(), Fault.malformedJson(), Fault.noAccessToken(), Fault.huge(),
                Fault.expiresIn("0"), Fault.expiresIn("-5"), Fault.expiresIn("99999999999999"), Fault.tokenType("mac"));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageKeepsTheSession(Fault fault) {
        var listener = expired();
        var firedBefore = spotify.fired();
        next(fault);
        var answer = listener.token();
        assertKept(answer, 502, "spotify_protocol_error", "retry");
        var fired = spotify.fired() - firedBefore;
        Results.report(Results.Fault.F14, inWords(fault), "502, session kept", inWords(answer) + "; then " + recovers(listener).status(), fired);
    }

    static Stream<Fault> oddities() {
        return Stream.of(Fault.wrongContentType(), Fault.gzip(), Fault.expiresIn(null), Fault.expiresIn("\"3600\""),
                Fault.tokenType("bearer"), Fault.scope(null), Fault.scope("streaming"));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void oddAnswersThatCanBeUsedAreUsed(Fault fault) {
        var listener = expired();
        next(fault);
        var answer = listener.token();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().getInt("expiresIn")).isBetween(3590, 3600);
        assertThat(answer.json().getString("scope")).contains("streaming");
    }

    /** Where the request may still be at Spotify, not before its lease is over. */
    private Listener.Answer recovers(Listener listener) {
        return await().atMost(AttemptClock.LEASE.plusSeconds(16)).pollInterval(Duration.ofSeconds(1))
                .until(listener::token, answer -> answer.status() == 200);
    }

    @Test
    void aNewRefreshTokenIsStoredWhereTheRestIsUnusable() {
        spotify.rotation(Rotation.STRICT);
        var listener = expired();
        next(Fault.noAccessTokenButNewRefreshToken());
        var answer = listener.token();
        assertKept(answer, 502, "spotify_protocol_error", "retry");
        assertThat(answer.setCookie(Listener.SESSION)).as("the new generation is in the cookie").isPresent();
        assertThat(listener.token().status()).as("the new token is good").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "unauthorized_client", "invalid_request", "unsupported_grant_type",
            "invalid_scope"})
    void theOperatorsFaultIsNeverTheListeners(String code) {
        var listener = expired();
        next(Fault.error(code, "a text of Spotify's"));
        var answer = listener.token();
        assertKept(answer, 500, "broker_misconfigured", "operator");
        assertThat(answer.response().body()).doesNotContain("a text of Spotify's");
        assertThat(listener.token().status()).isEqualTo(200);
    }

    @Test
    void aRotatedClientSecretIsTheOperatorsFault() {
        var listener = expired();
        spotify.app("stand-in-client", "another-secret");
        assertKept(listener.token(), 500, "broker_misconfigured", "operator");
        spotify.app("stand-in-client", "stand-in-secret");
        assertThat(listener.token().status()).isEqualTo(200);
    }

    @Test
    void a429IsKeptToByEverybody() {
        var listener = expired();
        var other = SharedServer.listener().connected();
        next(Fault.rateLimited("2"));
        var unasked = spotify.tokenPosts();
        assertKept(listener.token(), 503, "spotify_rate_limited", "retry");
        var before = spotify.tokenPosts();
        assertThat(before - unasked).as("POSTs for one attempt").isEqualTo(1);
        assertKept(listener.token(), 503, "spotify_rate_limited", "retry");
        assertThat(other.token().status()).as("a valid token is served").isEqualTo(200);
        assertThat(spotify.tokenPosts()).isEqualTo(before);
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(500))
                .until(() -> listener.token().status() == 200);
    }

    @Test
    void aRedirectIsNotFollowed() {
        var listener = expired();
        var before = spotify.tokenPosts();
        next(Fault.redirect(spotify.url() + "/api/token"));
        assertKept(listener.token(), 502, "spotify_protocol_error", "retry");
        assertThat(spotify.tokenPosts() - before).isEqualTo(1);
    }

    @Test
    void aRevokedGrantAsksForOneLoginAndIsNeverPresentedAgain() {
        var listener = expired();
        var other = expired();
        spotify.revoke(spotify.lastRefreshTokenOf("listener-1"));
        var before = refreshes();
        var answer = other.token();
        assertKept(answer, 401, "reauthorization_required", "login");
        assertThat(answer.json().getString("reason")).isEqualTo("revoked");
        assertThat(answer.json().getString("loginUrl")).isEqualTo(SharedServer.url() + "/api/login");
        assertThat(answer.header("WWW-Authenticate")).isNotBlank();
        assertKept(other.token("?newerThan=1"), 401, "reauthorization_required", "login");
        assertThat(refreshes() - before).isEqualTo(1);
        assertThat(other.get("/api/session").json().getBoolean("authenticated")).isFalse();
        assertThat(other.connected().token().status()).as("a login helps").isEqualTo(200);
        assertThat(listener.token().status()).as("another session of the same user").isEqualTo(200);
    }

    @Test
    void aValidTokenIsServedWhileSpotifyIsDown() {
        spotify.accessTokenLife(Duration.ofSeconds(8));
        var listener = SharedServer.listener().connected();
        var soon = Instant.now().plusMillis(6200);
        await().atMost(Duration.ofSeconds(8)).until(() -> Instant.now().isAfter(soon));
        next(Fault.status(503));
        var answer = listener.token();
        assertThat(answer.status()).as("within the margin, and still valid").isEqualTo(200);
        assertThat(answer.version()).isEqualTo(1);
        next(Fault.status(503));
        assertKept(listener.token("?newerThan=1"), 503, "spotify_unavailable", "retry");
    }

    @Test
    void newerThanRefreshesOnlyTheVersionItNames() {
        var listener = SharedServer.listener().connected();
        assertThat(listener.token("?newerThan=2").version()).as("above the current one").isEqualTo(1);
        assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
        assertThat(listener.token("?newerThan=1").version()).as("already newer").isEqualTo(2);
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void minTtlNeverRenewsAFreshToken() {
        spotify.accessTokenLife(Duration.ofSeconds(200));
        var listener = SharedServer.listener().connected();
        assertThat(listener.token("?minTtl=3500").version()).isEqualTo(1);
        assertThat(refreshes()).isZero();
    }

    @Test
    void earlyRenewalsAreLimited() {
        var listener = SharedServer.listener().connected();
        for (int version = 1; version <= 10; version++) {
            assertThat(listener.token("?newerThan=" + version).version()).isEqualTo(version + 1);
        }
        assertKept(listener.token("?newerThan=11"), 429, "too_many_renewals", "retry");
        assertThat(listener.token().version()).isEqualTo(11);
        assertThat(refreshes()).isEqualTo(10);
    }

    @Test
    void renewalsThatSpotifyDidNotAnswerDoNotCount() {
        var listener = SharedServer.listener().connected();
        next(Fault.rateLimited("2"));
        for (int i = 0; i < 12; i++) {
            assertKept(listener.token("?newerThan=1"), 503, "spotify_rate_limited", "retry");
        }
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(500))
                .until(() -> listener.token("?newerThan=1").status() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?newerThan=0", "?newerThan=-1", "?newerThan=2147483648", "?newerThan=x", "?newerThan=",
            "?newerThan=1.5", "?minTtl=-1", "?minTtl=86401", "?minTtl=soon", "?minTtl=1&minTtl=2"})
    void parametersOutOfRangeAreRefusedBeforeTheSessionIsAsked(String query) {
        assertKept(SharedServer.listener().token(query), 400, "invalid_parameter", "operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?newerThan=2147483647", "?minTtl=0", "?minTtl=86400", "?newerThan=1&minTtl=1"})
    void parametersInRangeAreTaken(String query) {
        assertThat(SharedServer.listener().connected().token(query).status()).isEqualTo(200);
    }

    @Test
    @Tag("once") // half a minute, and no server has a part in it
    void anIncidentIsNotTheListenersFaultAndHealsByItself() {
        var listeners = IntStream.range(0, 24).mapToObj(i -> {
            spotify.user("incident-" + i, "Listener " + i);
            return expired1();
        }).toList();
        var past = Instant.now().plusMillis(1100);
        await().until(() -> Instant.now().isAfter(past));
        spotify.always(Fault.falseInvalidGrant());
        expectedFaults++;
        var answers = listeners.stream().map(Listener::token).toList();
        assertThat(answers.subList(12, 24)).as("recognised by then")
                .allSatisfy(answer -> assertKept(answer, 503, "spotify_unavailable", "retry"));
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.calm();
        await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofSeconds(2)).untilAsserted(() ->
                assertThat(listeners).allSatisfy(listener -> assertThat(listener.token().status()).isEqualTo(200)));
    }

    private Listener expired1() {
        spotify.accessTokenLife(Duration.ofSeconds(1));
        return SharedServer.listener().connected();
    }
}
