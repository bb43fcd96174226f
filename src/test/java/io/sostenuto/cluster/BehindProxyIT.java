package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import jakarta.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The product with TLS behind the proxies of {@code server-config}. */
@ParameterizedClass
@EnumSource(Front.Kind.class)
class BehindProxyIT {

    private static Deployment deployment;
    private static Front front;

    @Parameter
    private Front.Kind kind;
    private Cluster cluster;

    @BeforeParameterizedClassInvocation
    static void start(Front.Kind kind) throws Exception {
        assumeTrue(kind.isHere(), kind + " is not installed, and only root on Debian may install it");
        deployment = Deployment.get();
        front = new Front(kind, deployment);
    }

    @BeforeEach
    void begin() {
        cluster = deployment.begin(Rotation.STRICT);
    }

    @AfterEach
    void nothingWasPresentedTwice() {
        cluster.assertNoReuse();
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (front != null) {
            front.close();
        }
    }

    @Test
    void aListenerIsServedThroughTls() {
        cluster.spotify.tokenLengths(600, 1500);
        var browser = front.browser();
        assertThat(browser.get("/").response().body()).contains("<title>");
        assertThat(browser.get("/").header("Strict-Transport-Security")).isNotEmpty();
        var back = browser.consent(browser.get("/api/login?return_to=/there").header("Location"), "allow");
        assertThat(back.header("Location")).endsWith("/there");
        assertThat(back.setCookie(Listener.SESSION).orElseThrow()).contains("Secure", "HttpOnly", "SameSite=Strict");
        assertThat(browser.cookie(Listener.SESSION).length()).as("a large cookie, both ways").isGreaterThan(1900);
        assertThat(browser.token("?newerThan=1").version()).isEqualTo(2);
        assertThat(browser.get("/api/session").json().getBoolean("authenticated")).isTrue();
        browser.cookie("neighbour", "x".repeat(13_000));
        assertThat(browser.get("/api/session").json().getBoolean("authenticated")).as("beside a neighbour's large cookie").isTrue();
        assertThat(browser.post("/api/logout").status()).isEqualTo(204);
        assertThat(browser.token().error()).isEqualTo("no_session");
        var plain = new Listener("http://127.0.0.1:" + front.plainPort).get("/");
        assertThat(plain.status()).isEqualTo(308);
        assertThat(plain.header("Location")).startsWith("https://");
    }

    @Test
    void whatIsForOperatorsStaysInside() {
        var browser = front.browser();
        for (var path : List.of("/metrics", "/metrics/", "/openapi", "/openapi/", "/health", "/health/ready", "/health/live",
                "/health/started", "/api/admin", "/api/admin/sessions")) {
            for (var odd : List.of(path, "/" + path, path + "?x=1", path + ";x", "/." + path, "/api/.." + path,
                    "/%2e" + path, "/x%2f.." + path, "/x/..%2f" + path.substring(1),
                    "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2))) {
                assertThat(browser.get(odd).status()).as(odd).isEqualTo(404);
            }
        }
        assertThat(cluster.node(0).status("/%6detrics")).as("an odd path would do").isEqualTo(200);
        assertThat(cluster.node(0).status("/x%2f..%2fmetrics")).as("an odd path would do").isEqualTo(200);
    }

    @Test
    void forgedHeadersChangeNothing() {
        var forged = new String[]{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http", "X-Forwarded-Port", "81",
                "X-Forwarded-For", "192.0.2.1", "Forwarded", "host=evil.example;proto=http", "Sostenuto-Client", "test"};
        for (var listener : List.of(front.browser(), new Listener(cluster.node(0).url()))) {
            assertThat(Listener.parameter(listener.get("/api/login", forged).header("Location"), "redirect_uri"))
                    .isEqualTo(deployment.publicUrl() + "/api/callback");
            assertThat(listener.post("/api/token", forged).json().getString("loginUrl")).startsWith(deployment.publicUrl() + "/");
            assertThat(listener.get("/api/callback?code=x&state=y", forged).header("Location"))
                    .doesNotContain("evil").satisfiesAnyOf(where -> assertThat(where).startsWith("/"),
                            where -> assertThat(where).startsWith(deployment.publicUrl()));
        }
    }

    @Test
    void theAddressThatLoginsAreCountedByIsTheProxysWordAndNotTheBrowsers() {
        front.browser().get("/api/callback?code=x&state=y", "X-Forwarded-For", "203.0.113.77");
        assertThat(cluster.nodes).anySatisfy(node -> assertThat(node.log()).contains("\"source_ip\":\"127.0.0.1\""));
        assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.log()).doesNotContain("203.0.113.77"));
    }

    @Test
    void anOutageOfSpotifysIsToldInOurWords() {
        var browser = front.browser(deployment.connected("outage-" + kind));
        cluster.spotify.always(Fault.status(503));
        for (var turn = 0; turn < 4; turn++) {
            var answer = browser.token("?newerThan=1");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.error()).isEqualTo("spotify_unavailable");
        }
        cluster.spotify.calm();
        for (var node = 0; node < 2; node++) {
            var there = cluster.at(node, browser);
            var renewal = "?newerThan=" + (node + 1);
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(2))
                    .until(() -> there.token(renewal).status() == 200);
        }
    }

    @Test
    void aRollingRestartUnderLoadFailsNoRequest() throws Exception {
        assumeTrue(kind == Front.Kind.HAPROXY, "behind nginx it is a long test of its own");
        cluster.spotify.accessTokenLife(Duration.ofSeconds(2)); // so that renewals are under way at any time
        var listeners = IntStream.range(0, 6).mapToObj(i -> front.browser(deployment.connected("rolling-" + i))).toList();
        var traffic = new Traffic(front);
        var over = new AtomicBoolean();
        var load = IntStream.range(0, 3).mapToObj(thread -> CompletableFuture.runAsync(() -> {
            for (var turn = 0; !over.get(); turn++) {
                traffic.ask(listeners.get(2 * thread + turn % 2), turn);
            }
        })).toList();
        try {
            for (var node : cluster.nodes) {
                deployment.restart(node);
            }
        } finally {
            over.set(true);
        }
        load.forEach(CompletableFuture::join);
        traffic.assertNoneFailed();
        assertThat(traffic.answered()).isGreaterThan(200);
    }

    @Test
    void theNodesWriteJsonAndNoQuery() throws IOException {
        var browser = front.browser();
        assertThat(browser.get("/api/callback?code=" + Traffic.CANARY + "&state=" + Traffic.CANARY).status()).isEqualTo(303);
        assertThat(browser.get("/no-such-page?code=" + Traffic.CANARY, "Referer", "https://x.example/?code=" + Traffic.CANARY).status()).isEqualTo(404);
        for (var node : cluster.nodes) {
            assertThat(node.log().lines()).isNotEmpty().allSatisfy(line -> {
                try (var json = Json.createReader(new StringReader(line))) {
                    var event = json.readObject();
                    assertThat(event).as("of the log, or of the audit log").satisfiesAnyOf(
                            log -> assertThat(log).containsKeys("Timestamp", "Level", "LoggerName"),
                            audit -> assertThat(audit).containsKeys("datetime", "appid", "event"));
                }
            });
            assertThat(node.log()).doesNotContain(Traffic.CANARY);
            assertThat(node.log()).as("a line for each request").doesNotContain("WELD-");
        }
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(accessLog()).contains("\"/api/callback\"", "\"/no-such-page\""));
        assertThat(accessLog()).doesNotContain(Traffic.CANARY, "?");
    }

    private String accessLog() throws IOException {
        try (var files = Files.walk(deployment.accessLogs)) {
            return files.filter(Files::isRegularFile).map(file -> {
                try {
                    return Files.readString(file);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }).collect(Collectors.joining());
        }
    }
}
