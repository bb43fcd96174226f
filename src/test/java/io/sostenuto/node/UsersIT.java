package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.issuers.Jwts;
import io.sostenuto.spotify.SpotifyStandIn;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application's own users at a real node: who is one, who may call, and that their calls are no browser's. */
class UsersIT {

    private static final String PAGE = "https://pages.example.org";
    private static final String SAME_SITE = "https://music-app.example.com";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static UserIssuer issuer;
    private static Node node;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        issuer = new UserIssuer();
        node = node("one", issuer).start();
        assertThat(token(issuer.token("first")).error()).as("the keys are there from now on").isEqualTo("no_session");
    }

    private static Node node(String name, UserIssuer of) {
        return new Node(spotify.url(), made(folder.resolve(name))).with("SOSTENUTO_USERS_ISSUER", of.url())
                .with("SOSTENUTO_USERS_AUDIENCES", "app,web").with("SOSTENUTO_USERS_JWKS_URL", of.url() + "/keys")
                .with("SOSTENUTO_USERS_ALLOWED_ORIGINS", PAGE).with("SOSTENUTO_ALLOWED_ORIGINS", SAME_SITE)
                .with("SOSTENUTO_CORS_REQUEST_HEADERS", "traceparent");
    }

    private static Path made(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (java.io.IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
        issuer.close();
        spotify.close();
    }

    private static Listener.Answer token(String jwt, String... headers) {
        return call(new Listener(node.url()), "/api/token", jwt, headers);
    }

    private static Listener.Answer call(Listener listener, String path, String jwt, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + jwt));
        return listener.post(path, all.toArray(String[]::new));
    }

    private static void assertBad(Listener.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("invalid_user_token");
        assertThat(answer.json().getString("action")).isEqualTo("login");
        assertThat(answer.json().isNull("loginUrl")).isTrue();
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.setCookies()).isEmpty();
    }

    /** No header of ours, nothing that a browser adds: the token is enough. */
    @Test
    void aUserWithoutAGrantIsToldToLinkOne() {
        var answer = token(issuer.token("ada"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("no_session");
        assertThat(answer.json().getString("action")).isEqualTo("link");
        assertThat(answer.json().isNull("loginUrl")).isTrue();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "audience", "algorithm", "signature", "type", "subject", "future", "jku", "crit", "oversized", "cut"})
    void aBadTokenIsToldAsOneAndOpensNothing(String flaw) {
        var token = issuer.claims("ada");
        var jwt = switch (flaw) {
            case "expired" -> with(token, "exp", Instant.now().minusSeconds(90).getEpochSecond());
            case "audience" -> with(token, "aud", "billing");
            case "algorithm" -> token.header("kid", issuer.key().getKeyId()).signed("HS256", issuer.key().toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            case "signature" -> token.header("kid", issuer.key().getKeyId()).signed("ES256", Jwts.key("ES256", null));
            case "type" -> token.header("typ", "subject+jwt").signed("ES256", issuer.key());
            case "subject" -> with(token, "sub", "x".repeat(256));
            case "future" -> with(token, "nbf", Instant.now().plusSeconds(120).getEpochSecond());
            case "jku" -> token.header("jku", issuer.url() + "/keys").signed("ES256", issuer.key());
            case "crit" -> token.header("crit", List.of("exp")).signed("ES256", issuer.key());
            case "oversized" -> with(token, "more", "x".repeat(12_400));
            default -> issuer.token("ada").replaceFirst("\\.[^.]*$", "");
        };
        if (flaw.equals("cut")) {
            assertThat(token(jwt).error()).as("it names nobody, and a browser needs our header").isEqualTo("forbidden_origin");
        } else {
            assertBad(token(jwt));
        }
        assertBad(call(new Listener(node.url()), "/api/link", jwt));
    }

    private static String with(Jwts token, String claim, Object value) {
        token.claims.setClaim(claim, value);
        return token.signed("ES256", issuer.key());
    }

    @Test
    void aLinkNeedsAUserToken() {
        for (var path : List.of("/api/link", "/api/link/complete")) {
            var nobody = new Listener(node.url()).post(path, "Sostenuto-Client", "test");
            assertThat(nobody.status()).isEqualTo(401);
            assertThat(nobody.error()).isEqualTo("invalid_user_token");
            assertThat(nobody.header("WWW-Authenticate")).as("RFC 6750: no error without a token").isEqualTo("Bearer");
        }
        assertBad(call(new Listener(node.url()), "/api/link", "opaque"));
        assertThat(new Listener(node.url()).get("/api/link").error()).isEqualTo("invalid_user_token");
    }

    @Test
    void anAuthorizationOfOthersIsNobodysAndTheCookieDecides() {
        var listener = new Listener(node.url());
        spotify.user("ada", "Ada");
        listener.connected();
        var others = List.of("Basic YWRhOnNlY3JldA==", "Bearer opaque", "Bearer " + new Jwts("https://id.other.example", "ada", List.of("app"),
                Instant.now().plusSeconds(60)).signed("ES256", issuer.key()));
        for (var authorization : others) {
            var answer = listener.post("/api/token", "Authorization", authorization, "Sostenuto-Client", "test");
            assertThat(answer.accessToken()).as(authorization).isNotNull();
            assertThat(listener.post("/api/token", "Authorization", authorization).error()).isEqualTo("forbidden_origin");
        }
    }

    @Test
    void aUsersCallReadsAndSetsNoCookie() {
        var listener = new Listener(node.url());
        spotify.user("ada", "Ada");
        listener.connected();
        var answer = call(listener, "/api/token", issuer.token("ada"));
        assertThat(answer.error()).as("the browser's grant is not the user's").isEqualTo("no_session");
        assertThat(answer.json().getString("action")).isEqualTo("link");
        assertThat(answer.setCookies()).isEmpty();
        assertBad(call(listener, "/api/token", with(issuer.claims("ada"), "aud", "billing")));
        assertThat(listener.token().accessToken()).as("the browser's session is as it was").isNotNull();
    }

    @Test
    void whatABrowserSaysOfTheSiteIsNotLookedAt() {
        assertThat(token(issuer.token("ada"), "Sec-Fetch-Site", "cross-site", "Origin", PAGE).error()).isEqualTo("no_session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.org", "null", SAME_SITE, "https://pages.example.org.evil.example"})
    void aForeignOriginIsRefusedBeforeTheTokenIsLookedAt(String origin) {
        for (var jwt : List.of(issuer.token("ada"), with(issuer.claims("ada"), "aud", "billing"))) {
            var answer = token(jwt, "Origin", origin);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.error()).isEqualTo("forbidden_origin");
            assertThat(call(new Listener(node.url()), "/api/link", jwt, "Origin", origin).error()).isEqualTo("forbidden_origin");
        }
        assertThat(new Listener(node.url()).get("/api/link", "Origin", origin).error()).as("a GET, too").isEqualTo("forbidden_origin");
    }

    @Test
    void ourOwnPagesMayCallWithAUserTokenToo() {
        assertThat(token(issuer.token("ada"), "Origin", node.url(), "Sec-Fetch-Site", "same-origin").error()).isEqualTo("no_session");
    }

    @Test
    void aPageOfUsersReadsItsAnswersAndRefusalsWithoutCredentials() {
        for (var jwt : List.of(issuer.token("ada"), with(issuer.claims("ada"), "aud", "billing"))) {
            var answer = token(jwt, "Origin", PAGE);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("Retry-After, WWW-Authenticate");
            assertThat(answer.response().headers().allValues("Vary")).containsOnlyOnce("Origin");
        }
    }

    @Test
    void aPageOfUsersCannotCallWithACookie() {
        var answer = new Listener(node.url()).post("/api/token", "Origin", PAGE, "Sostenuto-Client", "test", "Sec-Fetch-Site", "cross-site");
        assertThat(answer.error()).isEqualTo("forbidden_origin");
    }

    private static HttpResponse<String> preflight(String path, String origin) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(node.url() + path)).method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin).header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization").build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, List<String>> cors(HttpResponse<String> response) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> {
            if (name.toLowerCase(java.util.Locale.ROOT).matches("access-control-.*|vary")) {
                headers.put(name.toLowerCase(java.util.Locale.ROOT), values);
            }
        });
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/token", "/api/link", "/api/link/complete"})
    void aPreflightOfAPageOfUsersIsAnswered(String path) throws Exception {
        var answer = preflight(path, PAGE);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(cors(answer)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "access-control-allow-origin", List.of(PAGE), "access-control-allow-methods", List.of("GET, POST, DELETE"),
                "access-control-allow-headers", List.of("Authorization, Sostenuto-Client, Content-Type, traceparent"),
                "access-control-expose-headers", List.of("Retry-After, WWW-Authenticate"),
                "access-control-max-age", List.of("600"), "vary", List.of("Origin")));
    }

    @Test
    void aPreflightOfAnAllowedOriginIsAnsweredAsItWas() throws Exception {
        assertThat(cors(preflight("/api/token", SAME_SITE))).containsExactlyInAnyOrderEntriesOf(Map.of(
                "access-control-allow-origin", List.of(SAME_SITE), "access-control-allow-credentials", List.of("true"),
                "access-control-allow-methods", List.of("GET, POST"),
                "access-control-allow-headers", List.of("Sostenuto-Client, Content-Type, traceparent"),
                "access-control-expose-headers", List.of("Retry-After, WWW-Authenticate"),
                "access-control-max-age", List.of("600"), "vary", List.of("Origin")));
        assertThat(cors(preflight("/api/token", "https://evil.example.org"))).containsOnlyKeys("vary");
        assertThat(cors(preflight("/api/link", "https://evil.example.org"))).containsOnlyKeys("vary");
    }

    @ParameterizedTest
    @CsvSource({"app=nobody", "app=default&app=default", "app=", "newerThan=0", "minTtl=x"})
    void parametersAreCheckedAfterTheTokenAndBeforeTheGrant(String query) {
        var answer = call(new Listener(node.url()), "/api/token?" + query, issuer.token("ada"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_parameter");
        assertBad(call(new Listener(node.url()), "/api/token?" + query, with(issuer.claims("ada"), "aud", "billing")));
        assertThat(call(new Listener(node.url()), "/api/token?app=default&minTtl=60", issuer.token("ada")).error()).isEqualTo("no_session");
    }

    /** The same token again and again is judged once, and many at once are all answered. */
    @Test
    void manyCallsAtOnceAreAnswered() {
        var jwt = issuer.token("ada");
        var fetches = issuer.fetches();
        var answers = IntStream.range(0, 200).mapToObj(call -> CompletableFuture.supplyAsync(() -> token(jwt).error())).toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("no_session"));
        assertThat(issuer.fetches()).as("nobody asked the issuer").isEqualTo(fetches);
    }

    @Test
    void aNewKeyIsFetchedForWhoNamesItAndTheOldOneIsGoodWhileTheIssuerHasIt() {
        try (var of = new UserIssuer(); var other = node("rotation", of).start()) {
            var listener = new Listener(other.url());
            var first = listener.get("/api/link", "Authorization", "Bearer " + of.token("ada"));
            assertThat(first.status()).as("a call that has waited for the keys comes to a resource").isEqualTo(200);
            assertThat(first.json().getBoolean("authenticated")).isFalse();
            assertThat(call(listener, "/api/token", of.token("ada")).error()).isEqualTo("no_session");
            var before = of.token("grace");
            of.rotate("second");
            assertThat(call(listener, "/api/token", of.token("ada")).error()).as("by the new key").isEqualTo("no_session");
            assertThat(of.fetches()).isEqualTo(2);
            assertThat(call(listener, "/api/token", before).error()).as("by the old one").isEqualTo("no_session");
            for (var stranger = 0; stranger < 5; stranger++) {
                assertBad(call(listener, "/api/token", of.claims("ada").signed("ES256", Jwts.key("ES256", UUID.randomUUID().toString()))));
            }
            assertThat(of.fetches()).as("one in half a minute for keys that nobody knows").isEqualTo(2);
            of.away(true);
            assertThat(call(listener, "/api/token", of.token("linus")).error()).as("the known ones are used on").isEqualTo("no_session");
        }
    }

    @Test
    void whileTheKeysWereNeverThereItIsSaidAndNobodyElseWaits() throws Exception {
        try (var of = new UserIssuer(); var other = node("first-contact", of).start()) {
            of.away(true);
            var away = call(new Listener(other.url()), "/api/token", of.token("ada"), "Origin", PAGE);
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.error()).isEqualTo("issuer_unavailable");
            assertThat(away.json().getString("action")).isEqualTo("retry");
            assertThat(away.header("Retry-After")).isEqualTo("5");
            assertThat(away.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
            of.away(false);
            var hangs = new CountDownLatch(1);
            of.holds(hangs);
            var fetches = of.fetches();
            var waiting = new ArrayList<CompletableFuture<Listener.Answer>>();
            await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofSeconds(1)).until(() -> {
                waiting.add(CompletableFuture.supplyAsync(() -> call(new Listener(other.url()), "/api/token", of.token("ada"))));
                return of.fetches() > fetches;
            });
            var herd = IntStream.range(0, 60).mapToObj(call -> HTTP.sendAsync(HttpRequest.newBuilder(URI.create(other.url() + "/api/token"))
                    .header("Authorization", "Bearer " + of.token("user-" + call)).POST(HttpRequest.BodyPublishers.noBody()).build(),
                    HttpResponse.BodyHandlers.ofString())).toList();
            var browser = new Listener(other.url());
            spotify.user("ada", "Ada");
            assertThat(browser.connected().token().accessToken()).as("a browser meanwhile").isNotNull();
            assertThat(herd).as("they wait, more than there are request threads").noneMatch(CompletableFuture::isDone);
            hangs.countDown();
            assertThat(waiting.get(waiting.size() - 1).get(20, TimeUnit.SECONDS).error()).isEqualTo("no_session");
            assertThat(herd).allSatisfy(answer -> {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
                assertThat(answer.get().body()).contains("\"no_session\"", "\"link\"");
                assertThat(answer.get().headers().firstValue("Cache-Control")).contains("no-store");
                assertThat(answer.get().headers().allValues("Set-Cookie")).isEmpty();
            });
        }
    }

    @Test
    void withoutUsersThereAreNoLinksAndABearerIsNobodys() {
        try (var off = new Node(spotify.url(), made(folder.resolve("off"))).start()) {
            var listener = new Listener(off.url());
            for (var path : List.of("/api/link", "/api/link/complete")) {
                assertThat(call(listener, path, issuer.token("ada")).status()).isEqualTo(404);
                assertThat(listener.post(path).status()).isEqualTo(404);
                assertThat(listener.get(path).status()).isEqualTo(404);
            }
            assertThat(call(listener, "/api/token", issuer.token("ada")).error()).isEqualTo("forbidden_origin");
            assertThat(listener.post("/api/token", "Sostenuto-Client", "test", "Authorization", "Bearer " + issuer.token("ada")).json()
                    .getString("action")).isEqualTo("login");
        }
    }

    @Test
    void aKeyFileWithoutKeysStopsTheNodeAtTheStart() throws Exception {
        var wrong = new Node(spotify.url(), made(folder.resolve("wrong"))).with("SOSTENUTO_USERS_ISSUER", issuer.url())
                .with("SOSTENUTO_USERS_AUDIENCES", "app")
                .with("SOSTENUTO_USERS_JWKS_FILE", Files.writeString(folder.resolve("keys.json"), "{\"keys\":[]}").toString()).launch();
        assertThat(wrong.exit()).isNotZero();
        assertThat(wrong.log()).contains("sostenuto.users.jwks-file should hold a JWK set");
    }

    /** Last of the log's readers: nothing that was sent here is in it. */
    @Test
    void noUserTokenIsInTheLog() {
        var jwt = issuer.token("somebody-particular");
        token(jwt);
        assertBad(token(jwt + "AA"));
        assertThat(node.log()).doesNotContain(jwt.substring(0, 40)).doesNotContain("somebody-particular");
    }
}
