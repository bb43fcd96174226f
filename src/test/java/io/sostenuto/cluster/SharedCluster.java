package io.sostenuto.cluster;

import io.sostenuto.Listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes, of which the second can be ended at an exact line; booted once for the classes of this package. */
final class SharedCluster {

    private static Path crashes;
    private static Cluster cluster;

    private SharedCluster() {
    }

    static synchronized Cluster get() {
        if (cluster == null) {
            try {
                crashes = Files.createTempDirectory("sostenuto-crashes");
                cluster = new Cluster("cluster", 2, nodes -> nodes.get(1)
                        .jvm("-javaagent:" + System.getProperty("byteman.jar") + "=script:" + script() + ",boot:"
                                + System.getProperty("byteman.jar"))
                        .jvm("-Dcrash.folder=" + crashes));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(SharedCluster::close));
        }
        return cluster;
    }

    private static Path script() {
        return Path.of(System.getProperty("test.directory")).resolveSibling("test-classes").resolve("crash.btm");
    }

    private static void close() {
        try {
            cluster.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The node that comes next to this line dies there. */
    static void arm(String point) throws IOException {
        Files.writeString(crashes.resolve(point), "");
    }

    /** @return how often a node died there since it was armed */
    static int fired(String point) {
        return Files.exists(crashes.resolve(point)) ? 0 : 1;
    }

    /** @return a listener whose access token is past its life; the next ones live an hour */
    static Listener expired(String user) {
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        var listener = cluster.connected(user);
        var past = Instant.now().plusMillis(1100);
        await().pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(past));
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        return listener;
    }

    /** Asks until there is a token, as a client does that waits as told. */
    static Listener.Answer recovers(Listener listener) {
        return await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(500))
                .until(listener::token, answer -> {
                    assertThat(answer.status()).as(answer.response().body()).isIn(200, 503);
                    return answer.status() == 200;
                });
    }
}
