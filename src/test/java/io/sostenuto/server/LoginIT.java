package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.SpotifyStandIn;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Login, callback, session and logout, and the two cookies. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class LoginIT {

    private SpotifyStandIn spotify;

    @BeforeEach
    void standIn() {
        spotify = SharedServer.spotify();
    }

    private static String authorize(Listener listener, String returnTo) {
        var answer = listener.get("/api/login?return_to=" + Listener.encode(returnTo));
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.header("Location");
    }

    private void assertFailed(Listener.Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo(SharedServer.url() + "/?login=" + code);
        assertThat(answer.setCookie(Listener.LOGIN)).get().matches(Listener::deletes, "deletes");
        assertThat(answer.setCookie(Listener.SESSION)).isEmpty();
    }

    @Test
    void spotifyIsAskedWithStateAndPkce() {
        var url = authorize(SharedServer.listener(), "/");
        assertThat(url).startsWith(spotify.url() + "/authorize?");
        assertThat(Listener.parameter(url, "response_type")).isEqualTo("code");
        assertThat(Listener.parameter(url, "client_id")).isEqualTo("stand-in-client");
        assertThat(Listener.parameter(url, "redirect_uri")).isEqualTo(SharedServer.url() + "/api/callback");
        assertThat(Listener.parameter(url, "code_challenge_method")).isEqualTo("S256");
        assertThat(Listener.parameter(url, "code_challenge")).matches("[A-Za-z0-9_-]{43}");
        assertThat(Listener.parameter(url, "state")).matches("[A-Za-z0-9_-]{22,}");
        assertThat(Listener.parameter(url, "scope")).contains("streaming user-read-email");
        assertThat(Listener.parameter(authorize(SharedServer.listener(), "/"), "state"))
                .isNotEqualTo(Listener.parameter(url, "state"));
    }

    @Test
    void theCookiesAreAsTheContractSays() {
        var listener = SharedServer.listener();
        var started = listener.get("/api/login");
        assertAttributes(started.setCookie(Listener.LOGIN).orElseThrow(), "lax", 600, 600);
        var ended = listener.consent(started.header("Location"), "allow");
        assertAttributes(ended.setCookie(Listener.SESSION).orElseThrow(), "strict", 189 * 86400, 190 * 86400);
        assertThat(ended.setCookies()).as("one for each name").hasSize(2);
        assertThat(ended.setCookie(Listener.SESSION).orElseThrow()).doesNotContain(spotify.issuedRefreshTokens());
        var out = listener.copy().post("/api/logout");
        assertAttributes(out.setCookie(Listener.SESSION).orElseThrow(), "strict");
        assertThat(out.setCookie(Listener.SESSION)).get().matches(Listener::deletes, "deletes");
    }

    private static void assertAttributes(String line, String sameSite, int leastAge, int mostAge) {
        assertAttributes(line, sameSite);
        assertThat(life(line)).isBetween(Duration.ofSeconds(leastAge - 5), Duration.ofSeconds(mostAge));
    }

    /** As {@code Max-Age}, or, on Open Liberty, as {@code Expires} alone. */
    private static Duration life(String line) {
        var age = Pattern.compile("(?i); *max-age=(\\d+)").matcher(line);
        if (age.find()) {
            return Duration.ofSeconds(Long.parseLong(age.group(1)));
        }
        var expires = Pattern.compile("(?i); *expires=([^;]+)").matcher(line);
        assertThat(expires.find()).as(line).isTrue();
        return Duration.between(Instant.now(),
                Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(expires.group(1).replace('-', ' '))));
    }

    private static void assertAttributes(String line, String sameSite) {
        assertThat(line.toLowerCase(Locale.ROOT)).contains("; secure", "; httponly", "; path=/", "; samesite=" + sameSite)
                .doesNotContain("domain=");
        assertThat(line.indexOf(';')).isLessThanOrEqualTo(4096);
    }

    @Test
    void theSessionTellsWhoButNeverAToken() {
        var listener = SharedServer.listener();
        assertThat(listener.get("/api/session").response().body()).isEqualTo("{\"authenticated\":false}");
        spotify.user("lena-7", "Lena \"L\" Müller");
        var answer = listener.connected().get("/api/session");
        var json = answer.json();
        assertThat(json.getBoolean("authenticated")).isTrue();
        assertThat(json.getJsonObject("spotifyUser").getString("id")).isEqualTo("lena-7");
        assertThat(json.getJsonObject("spotifyUser").getString("displayName")).isEqualTo("Lena \"L\" Müller");
        assertThat(json.getInt("version")).isEqualTo(1);
        assertThat(json).containsKeys("scope", "authorizedAt", "reauthorizeBy");
        assertThat(answer.response().body()).doesNotContain(spotify.issuedAccessTokens());
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void aProfileThatFailsDoesNotFailTheLogin() {
        spotify.nextApi(Fault.status(503));
        var json = SharedServer.listener().connected().get("/api/session").json();
        assertThat(spotify.fired()).isEqualTo(1);
        assertThat(json.getBoolean("authenticated")).isTrue();
        assertThat(json.isNull("spotifyUser")).isTrue();
    }

    @Test
    void aWebApiThatHangsHoldsUpNoLoginForLong() {
        spotify.alwaysApi(Fault.hang());
        var browsers = Executors.newFixedThreadPool(24);
        try {
            var logins = IntStream.range(0, 24).mapToObj(i -> CompletableFuture.supplyAsync(
                    () -> SharedServer.listener().connected(), browsers)).toList();
            logins.forEach(login -> assertThat(login.orTimeout(15, TimeUnit.SECONDS).join().token().status()).isEqualTo(200));
        } finally {
            browsers.shutdown();
        }
        assertThat(spotify.fired()).as("profiles asked for").isEqualTo(24);
    }

    @Test
    void aDenialIsToldAndTheOldSessionStays() {
        var listener = SharedServer.listener().connected();
        var session = listener.cookie(Listener.SESSION);
        assertFailed(listener.consent(authorize(listener, "/"), "deny"), "access_denied");
        assertThat(listener.cookie(Listener.SESSION)).isEqualTo(session);
        assertThat(listener.token().status()).isEqualTo(200);
    }

    @Test
    void aWrongOrMissingStateIsRefusedWithoutAskingSpotify() {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/"), "allow");
        var posts = spotify.tokenPosts();
        assertFailed(listener.copy().follow(back.replaceAll("state=[^&]*", "state=wrong")), "state_mismatch");
        assertFailed(listener.copy().follow(back.replaceAll("&?state=[^&]*", "")), "state_mismatch");
        assertFailed(SharedServer.listener().follow(back), "state_mismatch");
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
    }

    @Test
    void aLoginThatCameBackWrongIsOver() {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/"), "allow");
        var again = listener.copy();
        assertFailed(listener.follow(back.replaceAll("state=[^&]*", "state=wrong")), "state_mismatch");
        assertFailed(again.follow(back), "state_mismatch");
    }

    @Test
    void aUserWhoWasUnknownIsKnownAfterTheNextRefresh() {
        spotify.nextApi(Fault.status(503));
        var listener = SharedServer.listener().connected();
        assertThat(listener.get("/api/session").json().isNull("spotifyUser")).isTrue();
        listener.token("?newerThan=1");
        await().until(() -> !listener.get("/api/session").json().isNull("spotifyUser"));
    }

    @Test
    void aStateWorksOnce() {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/"), "allow");
        var thief = listener.copy();
        assertThat(listener.follow(back).header("Location")).isEqualTo("http://127.0.0.1:"
                + Integer.getInteger("test.http.port") + "/");
        var posts = spotify.tokenPosts();
        assertFailed(thief.follow(back), "state_mismatch");
        assertFailed(listener.follow(back), "state_mismatch");
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
        assertThat(listener.token().status()).as("the session stays").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"invalid_grant,invalid_code", "invalid_client,broker_misconfigured"})
    void aRefusedCodeIsTold(String error, String code) {
        spotify.next(Fault.error(error, "x"));
        var listener = SharedServer.listener();
        assertFailed(listener.consent(authorize(listener, "/"), "allow"), code);
        assertThat(spotify.unfired()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "hang", "html"})
    void anOutageAtTheExchangeIsToldAsTemporary(String kind) {
        spotify.next(switch (kind) {
            case "503" -> Fault.status(503);
            case "hang" -> Fault.hang();
            default -> Fault.html();
        });
        var listener = SharedServer.listener();
        assertFailed(listener.consent(authorize(listener, "/"), "allow"), "temporarily_unavailable");
        assertThat(spotify.unfired()).isZero();
    }

    @Test
    void anotherErrorOfSpotifysIsNotReflected() {
        var listener = SharedServer.listener();
        var state = Listener.parameter(authorize(listener, "/"), "state");
        var answer = listener.get("/api/callback?error=%3Cscript%3E&state=" + state);
        assertFailed(answer, "broker_misconfigured");
        assertThat(answer.response().body()).doesNotContain("script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/\\evil.example", "https://evil.example/", "/%2fevil.example", "javascript:x"})
    void aReturnPathThatLeadsElsewhereIsIgnored(String path) {
        var listener = SharedServer.listener();
        var end = listener.consent(authorize(listener, path), "allow");
        assertThat(end.header("Location")).isEqualTo(SharedServer.url() + "/");
    }

    @Test
    void aLoginReplacesTheSessionThatThisBrowserHad() {
        var listener = SharedServer.listener().connected();
        var old = listener.copy();
        listener.connected();
        assertThat(listener.cookie(Listener.SESSION)).isNotEqualTo(old.cookie(Listener.SESSION));
        assertThat(listener.token().status()).isEqualTo(200);
        var answer = old.token();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("no_session");
        assertThat(answer.setCookies()).as("the new cookie is not overwritten").isEmpty();
    }

    @Test
    void aLogoutIsFinalAndAlwaysAnswered() {
        var listener = SharedServer.listener().connected();
        var thief = listener.copy();
        assertThat(listener.post("/api/logout").status()).isEqualTo(204);
        assertThat(listener.cookies()).isEmpty();
        assertThat(thief.token().error()).isEqualTo("no_session");
        assertThat(thief.get("/api/session").json().getBoolean("authenticated")).isFalse();
        assertThat(thief.post("/api/logout").status()).as("an ended session").isEqualTo(204);
        assertThat(SharedServer.listener().post("/api/logout").status()).as("no session").isEqualTo(204);
        var broken = SharedServer.listener();
        broken.cookie(Listener.SESSION, "broken");
        assertThat(broken.post("/api/logout").status()).as("a broken cookie").isEqualTo(204);
    }

    @Test
    void aLogoutBeatsARefreshInFlight() {
        var listener = SharedServer.listener().connected();
        var held = spotify.hold();
        var refresh = listener.copy().tokenLater("?newerThan=1");
        assertThat(held.awaitArrived(Duration.ofSeconds(5))).as("the refresh is in flight").isTrue();
        assertThat(listener.copy().post("/api/logout").status()).isEqualTo(204);
        held.release();
        assertThat(refresh.join().error()).isEqualTo("no_session");
        assertThat(listener.token().error()).isEqualTo("no_session");
    }

    @Test
    void forgedFlippedAndSwappedCookiesAreAbsent() {
        var listener = SharedServer.listener();
        var url = authorize(listener, "/");
        var login = listener.cookie(Listener.LOGIN);
        listener.consent(url, "allow");
        var good = listener.cookie(Listener.SESSION);
        var flipped = good.substring(0, good.length() - 9) + (good.charAt(good.length() - 9) == 'A' ? 'B' : 'A')
                + good.substring(good.length() - 8);
        for (var bad : new String[]{flipped, login, "", "x", good.substring(5), "a.b.c", "k".repeat(4000)}) {
            var forger = SharedServer.listener();
            forger.cookie(Listener.SESSION, bad);
            var answer = forger.token();
            assertThat(answer.status()).as(bad).isEqualTo(401);
            assertThat(answer.error()).isEqualTo("no_session");
        }
        assertThat(listener.token().status()).isEqualTo(200);
    }
}
