package io.sostenuto.egress;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The runnable jar and the way out: a Spotify whose certificate an authority of the test signed, and a forward proxy. */
class EgressIT {

    private static final String UNKNOWN = "no TLS connection: the authority of its certificate is not known"
            + " (subject CN=accounts of a test, issuer CN=Authority of a test)";
    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Authority authority;
    private static Relay tls;

    @BeforeAll
    static void start() throws Exception {
        spotify = SpotifyStandIn.start(0);
        authority = new Authority(folder);
        tls = new Relay(spotify.port(), authority.server("ip:127.0.0.1"));
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
        spotify.close();
    }

    private static Node node(String name) {
        return new Node(spotify.url(), folder.resolve(name)).with("SPOTIFY_ACCOUNTS_URL", "https://127.0.0.1:" + tls.port());
    }

    /** Logs in as far as consent, which the stand-in's own page gives. @return where the login ends */
    private static String login(Node node) {
        return login(new Listener(node.url()));
    }

    private static String login(Listener listener) {
        var authorize = listener.get("/api/login").header("Location").replace("https://127.0.0.1:" + tls.port(), spotify.url());
        return listener.consent(authorize, "allow").header("Location");
    }

    private static void logs(Node node, String text) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(node.log()).contains(text));
    }

    @Test
    void anAuthorityThatTheJvmDoesNotKnowIsToldAtTheStartAndAtALogin() throws Exception {
        try (var node = node("unknown").start()) {
            logs(node, "Spotify's accounts service cannot be reached at https://127.0.0.1:" + tls.port() + ": " + UNKNOWN);
            var end = login(node);
            assertThat(end).endsWith("/?login=temporarily_unavailable");
            var told = node.log().split("issuer CN=Authority of a test", -1).length - 1;
            assertThat(told).as(node.log()).isGreaterThanOrEqualTo(2);
            assertThat(trusted(node)).as("the list of this JVM, not the server's").isEqualTo(authoritiesOfTheJvm());
            Results.report(Results.Fault.F39, "nobody named the authority", "told with its name, not fatal",
                    "login ends with " + end.replaceFirst(".*login=", "") + ", the log names the authority " + told + " times", told);
        }
    }

    @Test
    void aNamedAuthorityIsTrustedAndTheProxyGoneThrough() throws Exception {
        try (var proxy = new ForwardProxy(); var keys = new Relay(spotify.port(), authority.server("ip:127.0.0.1"));
             var api = new Relay(spotify.port(), authority.server("dns:localhost"));
             var node = node("named").with("MP_JWT_VERIFY_ISSUER", "https://issuer.example")
                .with("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "https://127.0.0.1:" + keys.port() + "/keys")
                .with("SOSTENUTO_TRUSTED_CERTIFICATES", authority.pem().toString())
                .with("SOSTENUTO_EGRESS_PROXY", proxy.url()).with("SOSTENUTO_EGRESS_DIRECT", "localhost")
                .with("SPOTIFY_API_URL", "https://localhost:" + api.port()).start()) {
            logs(node, "Spotify's accounts service answers at https://127.0.0.1:" + tls.port() + " through " + proxy.url());
            var end = login(node);
            assertThat(end).doesNotContain("login=");
            assertThat(spotify.apiCalls()).as("the profile, called directly").isNotEmpty();
            assertThat(proxy.asked()).isNotEmpty().containsOnly("CONNECT 127.0.0.1:" + tls.port());
            assertThat(new Listener(node.url()).get("/api/admin/keys", "Authorization", "Bearer " + tokenOfAnUnknownKey()).status())
                    .as("no keys lie there").isEqualTo(503);
            assertThat(proxy.asked()).as("the keys of operators").contains("CONNECT 127.0.0.1:" + keys.port());
            assertThat(keys.connections()).as("their authority is trusted").isPositive();
            assertThat(tls.offeredProtocols()).doesNotContain("h2");
            Results.report(Results.Fault.F39, "the authority is named, and a proxy", "logged in through the proxy",
                    "back at " + end.replaceFirst("^\\w+://[^/]+", "") + ", " + proxy.asked().size() + " connections by the proxy", proxy.asked().size());
        }
    }

    @Test
    void aListThatTheOperatorNamesIsTrusted() throws Exception {
        try (var node = node("listed").jvm("-Djavax.net.ssl.trustStore=" + authority.list("changeit")).start()) {
            logs(node, "Spotify's accounts service answers at https://127.0.0.1:" + tls.port());
            var listener = new Listener(node.url());
            assertThat(login(listener)).doesNotContain("login=");
            assertAPauseOfHoursIsTold(listener);
        }
    }

    /** At a node that ends with its test: it keeps to the pause. */
    private static void assertAPauseOfHoursIsTold(Listener listener) {
        spotify.next(Fault.rateLimited("7200"));
        for (var query : List.of("?newerThan=1", "?newerThan=1")) { // who was told it, and who is told what the first was
            var answer = listener.token(query);
            assertThat(answer.error()).isEqualTo("spotify_rate_limited");
            assertThat(answer.header("Retry-After")).isEqualTo("60");
            assertThat(answer.json().getInt("retryAfter")).isBetween(7100, 7200);
        }
        assertThat(spotify.unfired()).isZero();
    }

    private static String tokenOfAnUnknownKey() {
        return Stream.of("{\"alg\":\"RS256\",\"kid\":\"unknown\"}",
                        "{\"iss\":\"https://issuer.example\",\"upn\":\"ada\",\"exp\":4102444800}", "x".repeat(256))
                .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("."));
    }

    /** What lies where the running server's JVM looks for authorities. */
    private static Set<Certificate> trusted(Node node) throws Exception {
        var tool = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(node.process().pid()),
                "VM.system_properties").redirectErrorStream(true).start();
        var properties = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var file = properties.lines().filter(line -> line.startsWith("javax.net.ssl.trustStore=")).findFirst().orElseThrow()
                .replaceFirst("[^=]*=", "").replace("\\:", ":");
        assertThat(Path.of(file)).satisfies(path -> assertThat(Files.exists(path)).isTrue());
        var list = KeyStore.getInstance(Path.of(file).toFile(), "changeit".toCharArray());
        var found = new ArrayList<Certificate>();
        for (var alias : Collections.list(list.aliases())) {
            found.add(list.getCertificate(alias));
        }
        return Set.copyOf(found);
    }

    private static Set<Certificate> authoritiesOfTheJvm() throws Exception {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Set.copyOf(List.<Certificate>of(((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()));
    }
}
