package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Outcome;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The stand-in for Spotify, a PostgreSQL behind a proxy, and nodes of the runnable jar that share it. */
final class Cluster implements AutoCloseable {

    static final String KEYS = "k1:" + Base64.getEncoder().encodeToString("sostenuto-test-key-of-32-octets!".getBytes());

    final SpotifyStandIn spotify;
    final Postgres postgres;
    final Proxy proxy;
    final List<Node> nodes;
    private final Path folder;
    private String keys = KEYS;

    /** Boots one node after the other; {@code set} may change them before they start. */
    Cluster(String name, int size, Consumer<List<Node>> set) throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of(System.getProperty("test.directory"), name)), "run");
        spotify = SpotifyStandIn.start(0);
        postgres = new Postgres(folder).start();
        proxy = new Proxy(postgres.port());
        nodes = IntStream.range(0, size).mapToObj(i -> node("node-" + i)).toList();
        nodes.forEach(this::behindOneUrl);
        set.accept(nodes);
        nodes.forEach(Node::start);
    }

    /** One public URL, as behind a balancer; the tests call the nodes themselves. */
    private Node behindOneUrl(Node node) {
        return node.with("SOSTENUTO_PUBLIC_URL", nodes.get(0).url());
    }

    /** @return a further node of this cluster, not started; its data stay from one run of it to the next */
    Node further(String name) {
        return behindOneUrl(node(name));
    }

    private Node node(String name) {
        return new Node(spotify.url(), folder.resolve(name)).sharing(Postgres.url(proxy.port()), keys)
                .with("SOSTENUTO_SPOTIFY_DEADLINE", "PT4S");
    }

    /** Restarts the nodes with these keys, one after the other; further nodes get them, too. */
    void rotateKeys(String next) {
        keys = next;
        for (var node : nodes) {
            node.close();
            node.with("SOSTENUTO_SEAL_KEYS", keys).start();
        }
    }

    Node node(int index) {
        return nodes.get(index);
    }

    /** A new listener, connected by way of the first node. */
    Listener connected(String user) {
        spotify.user(user, "Listener " + user);
        return new Listener(node(0).url()).connected();
    }

    /** The same browser before another node. */
    Listener at(int index, Listener listener) {
        return at(node(index), listener);
    }

    static Listener at(Node node, Listener listener) {
        var other = new Listener(node.url());
        other.cookies().putAll(listener.cookies());
        return other;
    }

    /** A clean stand-in, with this rotation. */
    void begin(Rotation rotation) {
        spotify.reset();
        spotify.rotation(rotation);
    }

    List<Presentation> refreshes(String user) {
        return spotify.presentations().stream().filter(Presentation::isRefresh)
                .filter(presentation -> user.equals(presentation.userId())).toList();
    }

    /** The oracle: no superseded token was presented, and none twice where each may be presented once. */
    void assertNoReuse() {
        assertThat(spotify.presentations()).as("presentations of superseded tokens")
                .noneMatch(presentation -> presentation.outcome() == Outcome.REUSE_DETECTED);
    }

    static List<Listener.Answer> all(List<CompletableFuture<Listener.Answer>> calls) {
        return calls.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(Node::close);
        proxy.close();
        postgres.close();
        spotify.close();
    }
}
