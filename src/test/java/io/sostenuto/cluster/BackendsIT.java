package io.sostenuto.cluster;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.sun.net.httpserver.HttpServer;
import io.sostenuto.ApiDescription;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tokens for backends, on two nodes that share a database, asked for by Nimbus' client. */
class BackendsIT {

    private static final String ISSUER = "https://id.music.example";
    private static final String RETURN = "https://music.example/linked";
    private static final String SECRET = "jobs-have-a-secret-of-32-characters.";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final ECKey ISSUERS = Backend.key("issuer");
    private static final ECKey SHOPS = Backend.key("shop-1");

    @TempDir
    private static Path folder;
    private static Cluster cluster;
    private static HttpServer keyServer;
    private static volatile String keysOfRemote = Backend.published(Backend.key("remote-0"));
    private static Backend jobs;
    private static Backend shop;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("issuer"), Backend.published(ISSUERS.toPublicJWK()));
        Files.writeString(folder.resolve("shop"), Backend.published(SHOPS.toPublicJWK()));
        Files.writeString(folder.resolve("jobs"), SECRET);
        keyServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keyServer.createContext("/keys", call -> {
            var body = keysOfRemote.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        keyServer.start();
        cluster = new Cluster("backends", 2, nodes -> nodes.forEach(BackendsIT::configure));
        jobs = new Backend("jobs", cluster.node(0).url());
        shop = new Backend("shop", cluster.node(0).url());
    }

    private static void configure(Node node) {
        node.with("SOSTENUTO_USERS_ISSUER", ISSUER).with("SOSTENUTO_USERS_AUDIENCES", "music")
                .with("SOSTENUTO_USERS_JWKS_FILE", folder.resolve("issuer").toString()).with("SOSTENUTO_USERS_RETURN_URIS", RETURN)
                .with("SPOTIFY_APPS", "family").with("SPOTIFY_APP_FAMILY_CLIENT_ID", "family-client")
                .with("SPOTIFY_APP_FAMILY_CLIENT_SECRET", "family-secret")
                .with("SOSTENUTO_CLIENTS", "jobs,shop,remote")
                .with("SOSTENUTO_CLIENT_JOBS_SECRET_FILE", folder.resolve("jobs").toString())
                .with("SOSTENUTO_CLIENT_SHOP_JWKS_FILE", folder.resolve("shop").toString()).with("SOSTENUTO_CLIENT_SHOP_MAY_ASSERT", "true")
                .with("SOSTENUTO_CLIENT_REMOTE_JWKS_URL", "http://127.0.0.1:" + keyServer.getAddress().getPort() + "/keys");
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
        keyServer.stop(0);
    }

    @BeforeEach
    void standIn() {
        cluster.begin(Rotation.NONE);
        cluster.spotify.furtherApp("family-client", "family-secret");
    }

    @AfterEach
    void nothingWasPresentedTwice() {
        cluster.assertNoReuse();
    }

    /** A user of the application, at one of whose pages he is. */
    private record Person(String name) {

        Listener.Answer token(Node at, String query) {
            return new Listener(at.url()).post("/api/token" + query, "Authorization", "Bearer " + userToken(name));
        }
    }

    /** @return one who has linked his account at Spotify, at the app without a name */
    private static Person linked(String user) {
        return linked(user, "default");
    }

    private static Person linked(String user, String app) {
        cluster.spotify.user(user, "Listener " + user);
        var url = cluster.node(0).url();
        var bearer = "Bearer " + userToken(user);
        var begun = new Listener(url).post("/api/link?return_to=" + Listener.encode(RETURN) + "&app=" + app, "Authorization", bearer);
        var browser = new Listener(url);
        var authorize = browser.post(begun.json().getString("connectUrl").substring(url.length()), "Origin", url, "Sec-Fetch-Site", "same-origin")
                .header("Location");
        var code = Listener.parameter(browser.consent(authorize, "allow").header("Location"), "connect_code");
        var completed = raw("/api/link/complete", "connect_code=" + Listener.encode(code) + "&return_to=" + Listener.encode(RETURN),
                "Content-Type", FORM, "Authorization", bearer);
        assertThat(completed.statusCode()).as(completed.body()).isEqualTo(200);
        return new Person(user);
    }

    private static String userToken(String user) {
        return Backend.token(ISSUERS, "JWT", ISSUER, user, "music");
    }

    private static HTTPResponse exchange(String user, String... more) {
        return Backend.exchange(cluster.node(0), jobs.secret(SECRET), userToken(user), more);
    }

    private static AccessToken token(HTTPResponse response) {
        try {
            var parsed = TokenResponse.parse(response);
            assertThat(parsed.indicatesSuccess()).as(response.getBody()).isTrue();
            return parsed.toSuccessResponse().getTokens().getAccessToken();
        } catch (ParseException notAsTheStandardHasIt) {
            throw new AssertionError(response.getBody(), notAsTheStandardHasIt);
        }
    }

    private static int version(HTTPResponse response) {
        token(response);
        try {
            return response.getBodyAsJSONObject().getAsNumber("version").intValue();
        } catch (ParseException noJson) {
            throw new AssertionError(noJson);
        }
    }

    private static void assertWait(HTTPResponse response, int status) {
        assertThat(response.getStatusCode()).isEqualTo(status);
        assertThat(response.getHeaderValue("Retry-After")).matches("[1-9]|[1-5][0-9]|60");
    }

    private static HttpResponse<String> raw(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(cluster.node(0).url() + path)).timeout(Duration.ofSeconds(20))
                .headers(headers).POST(BodyPublishers.ofString(body)).build();
        return sent(request);
    }

    private static HttpResponse<String> sent(HttpRequest request) {
        try {
            var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            ApiDescription.check(request.method(), request.uri().getRawPath(), response.statusCode(),
                    name -> response.headers().firstValue(name).orElse(null), response.body());
            return response;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(("jobs:" + SECRET).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aUserTokenIsExchangedForTheTokenThatHisPagesHave() {
        var page = linked("lena");
        var response = exchange("lena");
        var token = token(response);
        assertThat(token.getValue()).isEqualTo(page.token(cluster.node(0), "").accessToken());
        assertThat(token.getType()).isEqualTo(AccessTokenType.BEARER);
        assertThat(token.getIssuedTokenType()).isEqualTo(TokenTypeURI.ACCESS_TOKEN);
        assertThat(token.getLifetime()).isBetween(3500L, 3600L);
        assertThat(token.getScope().toStringList()).contains("streaming");
        assertThat(version(response)).isEqualTo(1);
        assertThat(response.getHeaderValue("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeaderValues("Set-Cookie")).as("cookies").isNull();
    }

    @Test
    void aNewerTokenIsGotForAllOnEveryNode() {
        var page = linked("newer");
        assertThat(version(exchange("newer", "newer_than", "1", "min_ttl", "60"))).isEqualTo(2);
        assertThat(page.token(cluster.node(1), "").version()).isEqualTo(2);
        assertThat(version(Backend.exchange(cluster.node(1), jobs.secret(SECRET), userToken("newer"), "newer_than", "1"))).isEqualTo(2);
    }

    @Test
    void aJobThatAsksTooOftenIsSlowedDownAndCostsThePagesNothing() {
        var page = linked("greedy");
        for (var version = 1; version <= 10; version++) {
            assertThat(version(exchange("greedy", "newer_than", String.valueOf(version)))).isEqualTo(version + 1);
        }
        var slowed = exchange("greedy", "newer_than", "11");
        assertThat(Backend.error(slowed)).isEqualTo("slow_down");
        assertWait(slowed, 429);
        assertThat(version(exchange("greedy"))).as("what is there").isEqualTo(11);
        assertThat(page.token(cluster.node(0), "?newerThan=11").version()).as("a page's own").isEqualTo(12);
        assertThat(version(Backend.exchange(cluster.node(0), shop.signed(SHOPS), userToken("greedy"), "newer_than", "12")))
                .as("another client's").isEqualTo(13);
    }

    @Test
    void anAssertionWorksOnceOnAllNodes() {
        linked("replayed");
        var assertion = shop.signed(SHOPS);
        assertThat(version(Backend.exchange(cluster.node(0), assertion, userToken("replayed")))).isEqualTo(1);
        var replayed = Backend.exchange(cluster.node(1), assertion, userToken("replayed"));
        assertThat(replayed.getStatusCode()).isEqualTo(401);
        assertThat(Backend.error(replayed)).isEqualTo("invalid_client");
        assertThat(Backend.error(Backend.exchange(cluster.node(0), assertion, userToken("replayed")))).isEqualTo("invalid_client");
    }

    @Test
    void aClockMayBeFiftySecondsOffAndNotSeventy() {
        linked("clock");
        assertThat(version(offBy(50))).isEqualTo(1);
        assertThat(version(offBy(-50))).isEqualTo(1);
        assertThat(Backend.error(offBy(70))).isEqualTo("invalid_client");
        assertThat(Backend.error(offBy(-70))).isEqualTo("invalid_client");
    }

    /** @param seconds that the client's clock is ahead; what it signs then is over at once, or lasts as long as it may */
    private static HTTPResponse offBy(int seconds) {
        var expiry = Instant.now().plusSeconds(seconds).plusSeconds(seconds > 0 ? 300 : 0);
        return Backend.exchange(cluster.node(0), shop.signed(SHOPS, cluster.node(0).url(), expiry), userToken("clock"));
    }

    @Test
    void anAssertionForElsewhereShowsNobody() {
        var elsewhere = shop.signed(SHOPS, "https://elsewhere.example", Instant.now().plusSeconds(60));
        assertThat(Backend.error(Backend.exchange(cluster.node(0), elsewhere, userToken("lena")))).isEqualTo("invalid_client");
        var stranger = shop.signed(Backend.key("shop-1"));
        assertThat(Backend.error(Backend.exchange(cluster.node(0), stranger, userToken("lena")))).isEqualTo("invalid_client");
    }

    @Test
    void aClientThatMayDoSoNamesTheUserOnceOnAllNodes() {
        linked("named");
        var subject = shop.subject(SHOPS, "named");
        assertThat(version(Backend.exchange(cluster.node(0), shop.signed(SHOPS), subject))).isEqualTo(1);
        assertThat(Backend.error(Backend.exchange(cluster.node(1), shop.signed(SHOPS), subject))).isEqualTo("invalid_grant subject_token");
    }

    @Test
    void neitherKindOfSubjectPassesForTheOther() {
        linked("kinds");
        var asUser = Backend.token(SHOPS, "JWT", "shop", "kinds", cluster.node(0).url());
        assertThat(Backend.error(Backend.exchange(cluster.node(0), shop.signed(SHOPS), asUser))).isEqualTo("invalid_grant subject_token");
        var asSubject = Backend.token(ISSUERS, "subject+jwt", ISSUER, "kinds", "music");
        assertThat(Backend.error(Backend.exchange(cluster.node(0), shop.signed(SHOPS), asSubject))).isEqualTo("invalid_grant subject_token");
        var itself = shop.subject(SHOPS, "shop");
        assertThat(Backend.error(Backend.exchange(cluster.node(0), shop.signed(SHOPS), itself))).isEqualTo("invalid_grant subject_token");
        var remoteIsNotAllowed = Backend.exchange(cluster.node(0), jobs.secret(SECRET), jobs.subject(SHOPS, "kinds"));
        assertThat(Backend.error(remoteIsNotAllowed)).isEqualTo("unauthorized_client");
        assertThat(remoteIsNotAllowed.getStatusCode()).isEqualTo(400);
    }

    @Test
    void keysAtAnAddressAreFetchedAnewForAKeyIdThatIsUnknown() {
        linked("remote");
        var remote = new Backend("remote", cluster.node(0).url());
        var first = Backend.key("remote-1");
        keysOfRemote = Backend.published(first.toPublicJWK());
        accepted("remote", () -> remote.signed(first));
        var next = Backend.key("remote-2");
        keysOfRemote = Backend.published(next.toPublicJWK());
        accepted("remote", () -> remote.signed(next));
        assertThat(Backend.error(Backend.exchange(cluster.node(0), remote.signed(first), userToken("remote")))).as("dropped").isEqualTo("invalid_client");
    }

    /** Keys are fetched once in half a minute. */
    private static void accepted(String user, Supplier<ClientAuthentication> as) {
        await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(500)).until(() ->
                Backend.exchange(cluster.node(0), as.get(), userToken(user)).getStatusCode() == 200);
    }

    @Test
    void aSecretAndAKeyInFilesAreChangedWhileNodesRun() throws Exception {
        linked("changed");
        var next = "another-secret-of-32-characters-or-more";
        Files.writeString(folder.resolve("jobs"), SECRET + "," + next);
        accepted("changed", () -> jobs.secret(next));
        assertThat(exchange("changed").getStatusCode()).as("both are right meanwhile").isEqualTo(200);
        Files.writeString(folder.resolve("jobs"), SECRET);
        await().atMost(Duration.ofSeconds(15)).until(() ->
                Backend.exchange(cluster.node(0), jobs.secret(next), userToken("changed")).getStatusCode() == 401);
        var key = Backend.key("shop-2");
        Files.writeString(folder.resolve("shop"), Backend.published(SHOPS.toPublicJWK(), key.toPublicJWK()));
        accepted("changed", () -> shop.signed(key));
        Files.writeString(folder.resolve("shop"), Backend.published(SHOPS.toPublicJWK()));
    }

    @Test
    void whoDoesNotShowWhoHeIsIsToldHow() {
        var wrong = Backend.exchange(cluster.node(0), jobs.secret("wrong"), userToken("lena"));
        assertThat(wrong.getStatusCode()).isEqualTo(401);
        assertThat(Backend.error(wrong)).isEqualTo("invalid_client");
        assertThat(wrong.getHeaderValue("WWW-Authenticate")).startsWith("Basic ");
        assertThat(Backend.error(Backend.exchange(cluster.node(0), new Backend("nobody", "").secret(SECRET), userToken("lena"))))
                .isEqualTo("invalid_client");
        assertThat(Backend.error(Backend.exchange(cluster.node(0), shop.signed(SHOPS), userToken("lena"), "client_secret", SECRET)))
                .isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
            "grant_type=client_credentials, unsupported_grant_type",
            "subject_token=x, invalid_request",
            "grant_type=G&subject_token_type=J, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=x, invalid_grant",
            "grant_type=G&subject_token_type=J&subject_token=x&subject_token=x, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=x&audience=nobody, invalid_target",
            "grant_type=G&subject_token_type=J&subject_token=x&resource=https://api.spotify.com, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=x&scope=streaming, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=x&requested_token_type=J, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=x&min_ttl=86401, invalid_request",
            "grant_type=G&subject_token_type=J&subject_token=%zz, invalid_request"})
    void whatIsWrongIsToldInOAuthsWords(String form, String code) {
        var response = raw(Backend.EXCHANGE, form.replace("=G", "=urn:ietf:params:oauth:grant-type:token-exchange")
                .replace("=J", "=urn:ietf:params:oauth:token-type:jwt"), "Content-Type", FORM, "Authorization", basic());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"error\":\"" + code + "\",\"error_description\":\"");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Pragma")).contains("no-cache");
    }

    @Test
    void onlyAFormOfBoundedLengthIsRead() {
        assertThat(raw(Backend.EXCHANGE, "{}", "Content-Type", "application/json", "Authorization", basic()).body()).contains("invalid_request");
        assertThat(raw(Backend.EXCHANGE, "a=" + "b".repeat(70_000), "Content-Type", FORM, "Authorization", basic()).body()).contains("invalid_request");
        var chunked = sent(HttpRequest.newBuilder(URI.create(cluster.node(0).url() + Backend.EXCHANGE)).headers("Content-Type", FORM)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("a=" + "b".repeat(70_000)))).build());
        assertThat(chunked.body()).contains("invalid_request");
        var unannounced = sent(HttpRequest.newBuilder(URI.create(cluster.node(0).url() + Backend.EXCHANGE)).timeout(Duration.ofSeconds(5))
                .headers("Content-Type", FORM, "Authorization", basic()).POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("a=b"))).build());
        assertThat(unannounced.body()).as("at once, without a length").contains("invalid_request", "Content-Length");
        assertThat(raw(Backend.EXCHANGE, "a=" + "b".repeat(60_000), "Content-Type", FORM + ";charset=UTF-8").body()).contains("invalid_client");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 10_000})
    void aFormThatComesInPiecesIsReadWhole(int piece) throws Exception {
        linked("pieces");
        var form = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=urn:ietf:params:oauth:token-type:jwt"
                + "&subject_token=" + userToken("pieces");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(cluster.node(0).url()).getPort())) {
            socket.setSoTimeout(8_000);
            socket.setTcpNoDelay(true);
            var out = socket.getOutputStream();
            out.write(("POST " + Backend.EXCHANGE + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: " + FORM + "\r\nAuthorization: "
                    + basic() + "\r\nContent-Length: " + form.length() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (var at = 0; at < form.length(); at += piece) {
                out.write(form.substring(at, Math.min(form.length(), at + piece)).getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200").contains("\"access_token\"");
        }
    }

    @Test
    void aFormThatBreaksOffEndsNothing() throws IOException {
        var person = linked("broken-off");
        var form = "token=" + userToken("broken-off");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(cluster.node(0).url()).getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(("POST /api/oauth/revoke HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: " + FORM
                    + "\r\nAuthorization: " + basic() + "\r\nContent-Length: " + (form.length() + "&audience=family".length()) + "\r\n\r\n" + form)
                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("200 OK");
        }
        assertThat(person.token(cluster.node(0), "").status()).isEqualTo(200);
    }

    /** More than the server has threads for requests. */
    @Test
    void aFormThatDoesNotComeHoldsNobodyUp() throws IOException {
        linked("patient");
        var slow = new ArrayList<Socket>();
        try {
            for (var index = 0; index < 300; index++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(cluster.node(0).url()).getPort());
                slow.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(("POST " + Backend.EXCHANGE + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + FORM
                        + "\r\nContent-Length: 100\r\n\r\ngrant_type=").getBytes(StandardCharsets.US_ASCII));
            }
            var begun = System.nanoTime();
            assertThat(version(exchange("patient"))).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            var reader = new BufferedReader(new InputStreamReader(slow.get(0).getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).startsWith("HTTP/1.1 400");
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aPageOfAnotherSiteIsRefusedAndOnlyPostIsAnswered() {
        var foreign = raw(Backend.EXCHANGE, "", "Content-Type", FORM, "Authorization", basic(), "Origin", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("\"forbidden_origin\"");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        var got = sent(HttpRequest.newBuilder(URI.create(cluster.node(0).url() + Backend.EXCHANGE)).GET().build());
        assertThat(got.statusCode()).isEqualTo(405);
        assertThat(got.headers().firstValue("Allow")).contains("POST");
        assertThat(raw("/api/oauth/introspect", "", "Content-Type", FORM).statusCode()).isEqualTo(404);
    }

    @Test
    void aUserWithoutAGrantOrWithOneThatSpotifyRefusesIsToldApart() {
        assertThat(Backend.error(exchange("nobody"))).isEqualTo("invalid_grant no_grant");
        linked("revoked");
        assertThat(Backend.error(exchange("revoked", "audience", "family"))).as("at another app").isEqualTo("invalid_grant no_grant");
        cluster.spotify.revokeUser("revoked");
        assertThat(Backend.error(exchange("revoked", "newer_than", "1"))).isEqualTo("invalid_grant revoked");
        assertThat(Backend.error(exchange("revoked"))).isEqualTo("invalid_grant revoked");
        var bad = Backend.exchange(cluster.node(0), jobs.secret(SECRET), Backend.token(ISSUERS, "JWT", "https://other.example", "lena", "music"));
        assertThat(Backend.error(bad)).isEqualTo("invalid_grant subject_token");
    }

    @Test
    void whatIsTemporaryIsToldWithATimeToWait() {
        linked("waits");
        cluster.spotify.next(Fault.status(503));
        var unavailable = exchange("waits", "newer_than", "1");
        assertThat(Backend.error(unavailable)).isEqualTo("temporarily_unavailable");
        assertWait(unavailable, 503);
        assertThat(cluster.spotify.unfired()).isZero();
    }

    @Test
    void anOperatorsFaultIsAServerError() {
        linked("fault");
        cluster.spotify.next(Fault.error("invalid_client", "no such client"));
        var fault = exchange("fault", "newer_than", "1");
        assertThat(fault.getStatusCode()).isEqualTo(500);
        assertThat(Backend.error(fault)).isEqualTo("server_error");
        assertThat(cluster.spotify.unfired()).isZero();
    }

    @Test
    void withoutADatabaseNobodyCanTellWhetherAnAssertionWasUsed() {
        linked("away");
        cluster.proxy.cut();
        try {
            var away = Backend.exchange(cluster.node(0), shop.signed(SHOPS), userToken("away"));
            assertThat(Backend.error(away)).isEqualTo("temporarily_unavailable");
            assertWait(away, 503);
        } finally {
            cluster.proxy.mend();
        }
        accepted("away", () -> shop.signed(SHOPS));
    }

    @Test
    void aGrantIsEndedOnAllNodesAndEndingItAgainIsNoFault() {
        var page = linked("ended");
        var ended = Backend.revoke(cluster.node(0), jobs.secret(SECRET), userToken("ended"), Map.of("audience", List.of("default")));
        assertThat(ended.getStatusCode()).isEqualTo(200);
        assertThat(Backend.error(Backend.exchange(cluster.node(1), jobs.secret(SECRET), userToken("ended")))).isEqualTo("invalid_grant no_grant");
        assertThat(page.token(cluster.node(1), "").error()).isEqualTo("no_session");
        var again = Backend.revoke(cluster.node(1), jobs.secret(SECRET), userToken("ended"), Map.of());
        assertThat(again.getStatusCode()).isEqualTo(200);
    }

    @Test
    void anEndAtOneAppLeavesTheOthersAndWithoutAnAppAllEnd() {
        linked("apps");
        linked("apps", "family");
        assertThat(version(exchange("apps", "audience", "family"))).isEqualTo(1);
        Backend.revoke(cluster.node(0), shop.signed(SHOPS), shop.subject(SHOPS, "apps"), Map.of("audience", List.of("family")));
        assertThat(Backend.error(exchange("apps", "audience", "family"))).isEqualTo("invalid_grant no_grant");
        assertThat(version(exchange("apps"))).isEqualTo(1);
        Backend.revoke(cluster.node(0), shop.signed(SHOPS), shop.subject(SHOPS, "apps"), Map.of());
        assertThat(Backend.error(exchange("apps"))).isEqualTo("invalid_grant no_grant");
    }

    @Test
    void aTokenThatDoesNotCheckEndsNothing() {
        var page = linked("alive");
        var stranger = Backend.token(Backend.key("stranger"), "JWT", "https://other.example", "alive", "music");
        var refused = Backend.revoke(cluster.node(0), jobs.secret(SECRET), stranger, Map.of());
        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(Backend.error(refused)).isEqualTo("invalid_grant subject_token");
        assertThat(Backend.error(Backend.revoke(cluster.node(0), jobs.secret("wrong"), userToken("alive"), Map.of()))).isEqualTo("invalid_client");
        assertThat(page.token(cluster.node(1), "").status()).isEqualTo(200);
    }

    @Test
    void aBackendInNodeIsServedByTheStandardsAlone() throws Exception {
        var library = Path.of(System.getProperty("test.directory")).resolveSibling("npm/node_modules/oauth4webapi").toAbsolutePath();
        assumeTrue(Files.exists(library), "Node or npm is missing, and the build has installed no oauth4webapi");
        linked("node");
        var output = folder.resolve("said");
        var builder = new ProcessBuilder("node", "src/test/resources/backends/exchange.mjs", library.toString(), cluster.node(0).url())
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("SECRET", SECRET, "KEY", SHOPS.toJSONString(), "USER_TOKEN", userToken("node")));
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var same = "version 1, urn:ietf:params:oauth:token-type:access_token";
        assertThat(Files.readAllLines(output)).containsExactly(same, same, "400 invalid_grant no_grant");
    }

    @Test
    void eachExchangeAndEndIsAuditedAndCountedWithTheClientsName() {
        linked("audited");
        exchange("audited");
        Backend.revoke(cluster.node(0), jobs.secret(SECRET), userToken("audited"), Map.of());
        Backend.exchange(cluster.node(0), jobs.secret("wrong"), userToken("audited"));
        assertThat(cluster.node(0).log())
                .containsPattern("\"event\":\"authn_token_created:audited\"[^\n]*\"client\":\"jobs\"")
                .containsPattern("\"event\":\"authz_grant_revoked\"[^\n]*\"client\":\"jobs\"")
                .containsPattern("\"event\":\"authn_client_fail\"[^\n]*\"reason\":\"invalid_client\"");
        assertThat(new Listener(cluster.node(0).url()).get("/metrics").response().body())
                .containsPattern("sostenuto_exchanges_total\\{[^}]*client=\"jobs\"[^}]*outcome=\"served\"[^}]*} [1-9]")
                .containsPattern("sostenuto_exchanges_total\\{[^}]*client=\"unknown\"[^}]*outcome=\"invalid_client\"[^}]*} [1-9]");
    }

    @Test
    void noSecretOfABackendIsInTheLog() {
        linked("secretive");
        var subject = shop.subject(SHOPS, "secretive");
        var issued = token(Backend.exchange(cluster.node(0), shop.signed(SHOPS), subject)).getValue();
        exchange("secretive");
        cluster.nodes.forEach(node -> assertThat(node.log()).doesNotContain(SECRET).doesNotContain(subject).doesNotContain(issued));
    }
}
