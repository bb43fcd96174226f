package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Rotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes as in production: their secrets in files, one public https URL, and a while of answering when they are told to
 * end.
 */
final class Deployment implements AutoCloseable {

    private static Deployment shared;

    final Path secrets;
    final Path accessLogs;
    final int publicPort;
    final Cluster cluster;

    /** @param size how many nodes; @param more what else is set at each of them */
    Deployment(int size, Consumer<Node> more) throws IOException {
        secrets = Files.createTempDirectory("sostenuto-secrets");
        accessLogs = Files.createTempDirectory("sostenuto-access");
        publicPort = freePort();
        write("seal-keys", Cluster.KEYS);
        write("client-secret", "stand-in-secret");
        write("db-password", "unused");
        cluster = new Cluster("deployment", size, nodes -> nodes.forEach(node -> {
            asInProduction(node);
            more.accept(node);
        }));
    }

    /** @return two nodes, booted once for the classes of this package */
    static synchronized Deployment get() {
        if (shared == null) {
            try {
                shared = new Deployment(2, node -> { });
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    private void asInProduction(Node node) {
        for (var secret : List.of("SOSTENUTO_SEAL_KEYS=seal-keys", "SPOTIFY_CLIENT_SECRET=client-secret",
                "SOSTENUTO_DB_PASSWORD=db-password")) {
            var parts = secret.split("=");
            node.with(parts[0], null).with(parts[0] + "_FILE", secrets.resolve(parts[1]).toString());
        }
        node.with("SOSTENUTO_PUBLIC_URL", publicUrl()).drains();
        try {
            node.argument("--accesslog", Files.createTempDirectory(accessLogs, "node").toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A clean stand-in that knows the public URL. */
    Cluster begin(Rotation rotation) {
        cluster.begin(rotation);
        cluster.spotify.registerRedirect(publicUrl() + "/api/callback");
        return cluster;
    }

    /** A new listener, connected by way of the first node: Spotify's redirect to the public URL is followed there. */
    Listener connected(String user) {
        cluster.spotify.user(user, "Listener " + user);
        var listener = new Listener(cluster.node(0).url());
        var back = listener.callback(listener.get("/api/login").header("Location"), "allow");
        var end = listener.get(back.substring(publicUrl().length()));
        assertThat(end.header("Location")).as("no failure is in it").doesNotContain("login=");
        return listener;
    }

    /** A node is told to end as before a new release: it is not ready, answers on, is gone, and is started again. */
    void restart(Node node) throws InterruptedException {
        var begin = System.nanoTime();
        node.terminate();
        await().atMost(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(50))
                .until(() -> node.status("/health/ready") == 503);
        assertThat(node.status("/api/session")).as("it answers still").isEqualTo(200);
        assertThat(node.exit()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
        node.start();
    }

    /** The host and port of each node, as a proxy's configuration names them. */
    List<String> addresses() {
        return cluster.nodes.stream().map(node -> node.url().substring("http://".length())).toList();
    }

    String publicUrl() {
        return "https://127.0.0.1:" + publicPort;
    }

    /** Writes over a secret's file, in place. */
    void write(String secret, String content) throws IOException {
        Files.writeString(secrets.resolve(secret), content + "\n");
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            cluster.nodes.forEach(Node::terminate);
            cluster.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
