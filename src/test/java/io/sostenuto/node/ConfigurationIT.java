package io.sostenuto.node;

import io.sostenuto.Built;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The runnable jar and its configuration. */
class ConfigurationIT {

    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', value = {
            "SPOTIFY_CLIENT_ID | - | spotify.client-id",
            "SPOTIFY_CLIENT_SECRET | - | spotify.client-secret",
            "SPOTIFY_CLIENT_SECRET_FILE | /etc/hostname | spotify.client-secret",
            "SOSTENUTO_PUBLIC_URL | http://localhost:8080 | sostenuto.public-url",
            "SOSTENUTO_PUBLIC_URL | http://music.example.com | sostenuto.public-url",
            "SPOTIFY_ACCOUNTS_URL | http://accounts.example.com | spotify.accounts-url",
            "SOSTENUTO_REFRESH_MARGIN | soon | sostenuto.refresh-margin",
            "SOSTENUTO_DB_URL | jdbc:postgresql://127.0.0.1/x | sostenuto.seal-keys",
            "SOSTENUTO_DB_URL | jdbc:foo:bar | sostenuto.db.url",
            "SOSTENUTO_HTTP_ADDRESS | 8.8.8.8 | sostenuto.http-address",
            "SOSTENUTO_SEAL_KEYS | k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,k1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA= | sostenuto.seal-keys",
            "SOSTENUTO_TRUSTED_CERTIFICATES | /etc/hostname | sostenuto.trusted-certificates",
            "SOSTENUTO_EGRESS_PROXY | proxy.example.com:3128 | sostenuto.egress-proxy",
            "SOSTENUTO_SEAL_KEYS | k1:short | sostenuto.seal-keys"})
    void aWrongValueStopsTheNodeWithOneLineThatNamesIt(String name, String value, String key) throws Exception {
        try (var node = new Node(NOBODY, folder).with(name, value).launch()) {
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().strip().lines()).singleElement().asString().contains(key)
                    .doesNotContain("stand-in-secret", "short");
        }
    }

    @Test
    void aJvmThatSendsAPostTwiceIsNoneToStartWith() throws Exception {
        try (var node = new Node(NOBODY, folder).jvm("-Djdk.httpclient.enableAllMethodRetry").launch()) {
            await().atMost(Duration.ofSeconds(120)).until(() -> node.log().contains("enableAllMethodRetry"));
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().lines().filter(line -> line.contains("LoggerName\":\"io.sostenuto.operations.start.StartUp")))
                    .singleElement().asString().contains("jdk.httpclient.enableAllMethodRetry should not be set");
        }
    }

    @Test
    void aTakenPortIsSaid() throws Exception {
        var node = new Node(NOBODY, folder);
        try (node; var taken = new ServerSocket(URI.create(node.url()).getPort(), 1, InetAddress.getLoopbackAddress())) {
            node.launch();
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().strip().lines()).singleElement().asString().contains("Port " + taken.getLocalPort());
        }
    }

    @Test
    void anAddressOfIpv6IsTheOnlyOneItListensOn() {
        assumeThat(isOurs("::1")).as("a machine with IPv6").isTrue();
        try (var node = new Node(NOBODY, folder).with("SOSTENUTO_HTTP_ADDRESS", "::1").launch()) {
            var port = URI.create(node.url()).getPort();
            await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(300)).until(() -> answers("::1", port));
            assertThat(answers("127.0.0.1", port)).isFalse();
        }
    }

    @Test
    void aSettingThatTheServerRefusesEndsItBeforeItListens() throws Exception {
        var jar = Files.copy(Built.JAR, folder.resolve("refused.jar"));
        try (var inside = FileSystems.newFileSystem(jar)) {
            var settings = inside.getPath("SOSTENUTO-INF/settings.txt");
            Files.writeString(settings, Files.readString(settings).replace("@address@", "all"));
        }
        try (var node = new Node(NOBODY, folder).jar(jar).launch()) {
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log()).contains("it refused a command").doesNotContain("The database is open");
        }
    }

    private static boolean isOurs(String address) {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return probe.isBound();
        } catch (IOException foreign) {
            return false;
        }
    }

    private static boolean answers(String address, int port) {
        try (var caller = new Socket(address, port)) {
            return caller.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aSpotifyWithoutTlsIsATemporaryTrouble() throws IOException {
        try (var plain = new PlainText()) {
            assertTemporaryTrouble("https://127.0.0.1:" + plain.port(), "no TLS connection");
            assertThat(plain.answered()).as("the fault fired").isPositive();
        }
    }

    @Test
    void aSpotifyWithoutAnAddressIsATemporaryTrouble() {
        assertTemporaryTrouble("https://nowhere.invalid", "its host name is not known");
    }

    private void assertTemporaryTrouble(String accountsUrl, String why) {
        try (var spotify = SpotifyStandIn.start(0);
             var node = new Node(spotify.url(), folder).with("SPOTIFY_ACCOUNTS_URL", accountsUrl).start()) {
            var listener = new Listener(node.url());
            var state = Listener.parameter(listener.get("/api/login").header("Location"), "state");
            var answer = listener.get("/api/callback?code=code-canary&state=" + state);
            assertThat(answer.header("Location")).endsWith("/?login=temporarily_unavailable");
            assertThat(node.log()).contains(why).doesNotContain("code-canary", "StackTrace");
        }
    }

    /** Answers whatever arrives at once, and not in TLS. */
    private static final class PlainText implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger answered = new AtomicInteger();

        PlainText() throws IOException {
            var thread = new Thread(this::serve, "plain text");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listening.getLocalPort();
        }

        int answered() {
            return answered.get();
        }

        private void serve() {
            while (!listening.isClosed()) {
                try (var caller = listening.accept()) {
                    if (caller.getInputStream().read() >= 0) {
                        caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        answered.incrementAndGet();
                        caller.shutdownOutput();
                        caller.getInputStream().transferTo(OutputStream.nullOutputStream()); // else a reset overtakes the answer
                    }
                } catch (IOException gone) {
                    // the condition tells whether it was the end
                }
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() {
        try (var node = new Node(NOBODY, folder).with("SOSTENUTO_DB_URL", "jdbc:postgresql://127.0.0.1:1/nowhere")
                .with("SOSTENUTO_DB_USER", "sostenuto").with("SOSTENUTO_DB_PASSWORD", "database-canary")
                .with("SOSTENUTO_SEAL_KEYS", "k1:" + "A".repeat(43) + "=").launch()) {
            await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(300))
                    .until(() -> node.status("/health/live") == 200);
            assertThat(node.status("/health/ready")).isEqualTo(503);
            assertThat(new Listener(node.url()).token().error()).isEqualTo("no_session");
            assertThat(new Listener(node.url()).get("/api/login").status()).isEqualTo(303);
            assertThat(node.log()).contains("database").doesNotContain("database-canary", "StackTrace");
        }
    }
}
