package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.Results;
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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        assertFailed(answer, own() + "/", code);
        assertThat(answer.loginCookies()).singleElement().asString().matches(Listener::deletes, "deletes");
    }

    private static void assertFailed(Listener.Answer answer, String page, String code) {
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo(page + "?login=" + code);
        assertThat(answer.setCookie(Listener.SESSION)).isEmpty();
    }

    /** No login of this browser is touched, and the player page tells it. */
    private static void assertUnknown(Listener.Answer answer) {
        assertFailed(answer, SharedServer.url() + "/", "state_mismatch");
        assertThat(answer.setCookies()).isEmpty();
    }

    private static String own() {
        return SharedServer.url().replace("/sostenuto", "");
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

    private static void forgetSecureOnes(Listener webkit) {
        webkit.cookies().keySet().removeIf(name -> name.startsWith("__Host-"));
    }

    @Test
    void aBrowserThatKeepsNoSecureCookieOnHttpGetsThroughByTwins() {
        var webkit = SharedServer.listener();
        var started = webkit.get("/api/login");
        forgetSecureOnes(webkit);
        var ended = webkit.consent(started.header("Location"), "allow");
        assertThat(ended.setCookie(Listener.SESSION)).as("it would not keep it").isEmpty();
        assertThat(ended.setCookie("sostenuto").orElseThrow().toLowerCase(Locale.ROOT)).contains("httponly", "samesite=strict", "path=/")
                .doesNotContain("secure", "domain");
        forgetSecureOnes(webkit);
        assertThat(webkit.cookies()).containsOnlyKeys("sostenuto");
        var renewed = webkit.token("?newerThan=1");
        assertThat(renewed.version()).isEqualTo(2);
        assertThat(webkit.copy().post("/api/token", "Sostenuto-Client", "1", "Via", "1.1 proxy").status()).as("by way of a proxy").isEqualTo(401);
        var secure = SharedServer.listener().connected();
        secure.cookies().put("sostenuto", webkit.cookie("sostenuto"));
        assertThat(secure.token().version()).as("not read beside one with a prefix").isEqualTo(1);
        var out = webkit.copy().post("/api/logout");
        assertThat(out.setCookie("sostenuto")).get().matches(Listener::deletes, "deletes");
        assertThat(webkit.token().error()).isEqualTo("no_session");
    }

    @Test
    void noTwinGoesThroughAProxy() {
        Map.of("X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1", "Via", "1.1 proxy", "X-Forwarded-Host", "music.example.com")
                .forEach((header, value) -> assertThat(SharedServer.listener().get("/api/login", header, value).setCookies())
                        .as(header).hasSize(1).allMatch(cookie -> cookie.startsWith("__Host-Http-")));
    }

    @Test
    void theCookiesAreAsTheContractSays() {
        var listener = SharedServer.listener();
        var started = listener.get("/api/login");
        assertAttributes(started.loginCookies().get(0), "lax", 600, 600);
        var ended = listener.consent(started.header("Location"), "allow");
        assertAttributes(ended.setCookie(Listener.SESSION).orElseThrow(), "strict", 189 * 86400, 190 * 86400);
        assertThat(ended.setCookies()).as("one for each name, and the twin of the login's").hasSize(3);
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

    /** The row is written before it comes. */
    @Test
    void aProfileThatComesLateNamesTheSessionAllTheSame() {
        spotify.user("late-profile", "Late");
        spotify.nextApi(Fault.delay(Duration.ofMillis(900)));
        var listener = SharedServer.listener().connected();
        assertThat(spotify.fired()).isEqualTo(1);
        assertThat(listener.get("/api/session").json().getJsonObject("spotifyUser").getString("id")).isEqualTo("late-profile");
        assertThat(listener.get("/api/sessions").json().getJsonArray("sessions")).as("of this user").hasSize(1);
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
        assertUnknown(listener.follow(back.replaceAll("state=[^&]*", "state=wrong")));
        assertUnknown(listener.follow(back.replaceAll("&?state=[^&]*", "")));
        assertUnknown(SharedServer.listener().follow(back));
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
        assertThat(listener.follow(back).header("Location")).as("nobody else's request ends it").isEqualTo(own() + "/");
        assertThat(listener.token().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"first then second, 0, 1", "second then first, 1, 0"})
    void twoLoginsUnderWayEndEachByItself(String order, int first, int second) {
        spotify.user("two-logins-" + first, "Two Logins");
        var listener = SharedServer.listener();
        var backs = List.of("/one", "/two").stream().map(path -> listener.callback(authorize(listener, path), "allow")).toList();
        assertThat(listener.logins()).hasSize(2);
        assertThat(listener.follow(backs.get(first)).header("Location")).as(order).endsWith(first == 0 ? "/one" : "/two");
        var earlier = listener.copy();
        assertThat(earlier.token().status()).isEqualTo(200);
        assertThat(listener.follow(backs.get(second)).header("Location"))
                .endsWith(second == 0 ? "/one" : "/two");
        assertThat(listener.logins()).isEmpty();
        assertThat(listener.token().status()).isEqualTo(200);
        assertThat(earlier.token().error()).as("one session a browser").isEqualTo("no_session");
        var sessions = listener.get("/api/sessions").json().getJsonArray("sessions").size();
        assertThat(sessions).isEqualTo(1);
        Results.report(Results.Fault.S5, order, "both end well, the later one's session stays",
                "the browser is answered " + listener.token().status() + ", the earlier session " + earlier.token().status() + ", "
                        + sessions + " session is open", backs.size());
    }

    @Test
    void theOldestLoginMakesRoomForTheSeventhAndForLongAddresses() {
        var listener = SharedServer.listener();
        var oldest = authorize(listener, "/oldest");
        for (var login = 2; login <= 6; login++) {
            authorize(listener, "/" + login);
        }
        assertThat(listener.logins()).hasSize(6);
        authorize(listener, "/7");
        assertThat(listener.logins()).hasSize(6);
        assertUnknown(listener.copy().consent(oldest, "allow"));
        var last = "";
        for (var login = 0; login < 8; login++) {
            last = authorize(listener, "/" + "a".repeat(1_023));
            assertThat(listener.cookies().entrySet().stream().filter(cookie -> cookie.getKey().startsWith(Listener.LOGIN))
                    .mapToInt(cookie -> cookie.getKey().length() + cookie.getValue().length() + 3).sum()).isLessThan(8_192);
        }
        assertThat(listener.consent(last, "allow").header("Location")).isEqualTo(own() + "/" + "a".repeat(1_023));
        var tooLong = SharedServer.listener();
        assertThat(tooLong.consent(authorize(tooLong, "/" + "a".repeat(1_024)), "allow").header("Location"))
                .isEqualTo(SharedServer.url() + "/");
    }

    @ParameterizedTest
    @CsvSource({"Sec-Purpose, prefetch", "Sec-Purpose, prefetch;prerender", "Purpose, prefetch", "X-Purpose, prefetch",
            "X-Moz, prefetch"})
    void whatABrowserAsksAheadOfItsUserBeginsAndSpendsNothing(String header, String value) {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/there"), "allow");
        var posts = spotify.tokenPosts();
        var ahead = List.of(listener.get("/api/login", header, value), listener.follow(back, header, value));
        for (var early : ahead) {
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.header("Cache-Control")).contains("no-store");
            assertThat(early.setCookies()).isEmpty();
        }
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
        assertThat(listener.follow(back).header("Location")).endsWith("/there");
        var status = listener.token().status();
        assertThat(status).isEqualTo(200);
        Results.report(Results.Fault.S6, header + ": " + value, "nothing is spent, the user signs in",
                Results.tally(ahead.stream().map(Listener.Answer::status).toList()) + ", then a token call answered " + status, ahead.size());
    }

    @Test
    void aHeadRequestBeginsAndSpendsNothing() throws Exception {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/there"), "allow");
        for (var url : List.of(back, SharedServer.url() + "/api/login")) {
            var head = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .header("Cookie", listener.logins().get(0) + "=" + listener.cookie(listener.logins().get(0))).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(405);
            assertThat(head.headers().firstValue("Allow")).contains("GET");
            assertThat(head.headers().allValues("Set-Cookie")).isEmpty();
        }
        assertThat(listener.follow(back).header("Location")).endsWith("/there");
    }

    @ParameterizedTest
    @CsvSource({"/there, /there?login=", "/there?a=b#part, /there?a=b&login=", "'/?login=invalid_code&c=d', '/?c=d&login='"})
    void aFailureIsToldWhereTheLoginWouldHaveLed(String path, String told) {
        var listener = SharedServer.listener();
        assertThat(listener.consent(authorize(listener, path), "deny").header("Location"))
                .isEqualTo(own() + told + "access_denied" + (path.contains("#") ? "#part" : ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"&iss=https://evil.example", "&iss=", "&iss={accounts}/", "&iss={accounts}&iss={accounts}",
            "&code=another", "&other=1&other=1"})
    void anAnswerOfAnotherIssuerOrWithAParameterTwiceSpendsTheLoginAndItsCodeGoesNowhere(String more) {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/"), "allow");
        var again = listener.copy();
        var posts = spotify.tokenPosts();
        assertFailed(listener.follow(back + more.replace("{accounts}", Listener.encode(spotify.url()))), "state_mismatch");
        assertFailed(again.follow(back), "state_mismatch");
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
    }

    @Test
    void anAnswerThatNamesSpotifyIsTaken() {
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/"), "allow");
        assertThat(listener.follow(back + "&iss=" + Listener.encode(spotify.url())).header("Location")).isEqualTo(own() + "/");
        assertThat(listener.token().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20", "a%0Ab", "caf%C3%A9", "long"})
    void aCodeThatCanBeNoneIsRefusedUnasked(String code) {
        var listener = SharedServer.listener();
        var state = Listener.parameter(authorize(listener, "/"), "state");
        var posts = spotify.tokenPosts();
        assertFailed(listener.get("/api/callback?state=" + state + "&code=" + (code.equals("long") ? "a".repeat(2_049) : code)),
                "invalid_code");
        assertThat(spotify.tokenPosts()).isEqualTo(posts);
    }

    @Test
    void aDialogIsAskedForWhereTheCallerWantsOne() {
        assertThat(SharedServer.listener().get("/api/login?show_dialog=true").header("Location")).contains("&show_dialog=true");
        assertThat(SharedServer.listener().get("/api/login?show_dialog=yes").header("Location")).doesNotContain("show_dialog");
    }

    @Test
    void aCallbackWhoseAnswerWasLostIsServedAgainWithTheSameSession() {
        spotify.user("served-twice", "Served Twice");
        var listener = SharedServer.listener();
        var back = listener.callback(authorize(listener, "/there"), "allow");
        var posts = spotify.tokenPosts();
        var lost = listener.copy();
        assertThat(lost.follow(back).header("Location")).endsWith("/there");
        assertThat(listener.follow(back).header("Location")).endsWith("/there");
        assertThat(spotify.tokenPosts()).as("a code is good once").isEqualTo(posts + 1);
        assertThat(listener.token().accessToken()).isEqualTo(lost.token().accessToken());
        assertThat(listener.get("/api/sessions").json().getJsonArray("sessions")).hasSize(1);
    }

    @Test
    void whatALostAnswerOpenedEndsWithTheNextLogin() {
        spotify.user("orphan", "Orphan");
        var listener = SharedServer.listener();
        var orphan = listener.copy();
        var begun = authorize(listener, "/");
        orphan.cookies().putAll(listener.cookies());
        orphan.consent(begun, "allow");
        assertThat(orphan.token().status()).isEqualTo(200);
        listener.consent(authorize(listener, "/"), "allow");
        assertThat(listener.get("/api/sessions").json().getJsonArray("sessions")).hasSize(1);
        assertThat(orphan.token().error()).isEqualTo("no_session");
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
        assertThat(listener.follow(back).header("Location")).isEqualTo(own() + "/");
        var posts = spotify.tokenPosts();
        assertUnknown(listener.follow(back));
        assertUnknown(SharedServer.listener().follow(back));
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
    void aLogoutEndsTheLoginsUnderWay() {
        var listener = SharedServer.listener().connected();
        authorize(listener, "/one");
        var back = listener.callback(authorize(listener, "/two"), "allow");
        assertThat(listener.post("/api/logout").loginCookies()).hasSize(2).allMatch(Listener::deletes);
        assertThat(listener.cookies()).isEmpty();
        assertUnknown(listener.follow(back));
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
        var login = listener.cookie(listener.logins().get(0));
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
