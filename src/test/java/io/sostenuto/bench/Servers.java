package io.sostenuto.bench;

import io.sostenuto.Built;
import io.sostenuto.Node;
import io.sostenuto.cluster.Postgres;
import io.sostenuto.cluster.PreviousRelease;
import io.sostenuto.sealing.entity.SealKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/** The processes that are measured; each is started when the first row needs it, and shared by those that follow. */
final class Servers implements AutoCloseable {

    /** Under the id that the added rows are said to be sealed with: none is sealed anew. */
    private static final String KEYS = new SealKey("k1", SealKey.generate().bytes()).written();
    private static final Duration LOOKING = Duration.ofMillis(20);

    private final Scale scale;
    private final Path jar;
    private final Path folder;
    private final StandIn spotify;
    private Postgres postgres;
    private Node empty;
    private Node embedded;
    private Node first;
    private Node second;

    Servers(Scale scale) throws IOException {
        this(scale, Built.JAR);
    }

    private Servers(Scale scale, Path jar) throws IOException {
        this.scale = scale;
        this.jar = jar;
        var parent = Path.of(System.getProperty("test.directory"), "bench");
        folder = Files.createTempDirectory(Files.createDirectories(parent), "run");
        spotify = new StandIn();
    }

    /** Others, with a database of their own, of the build before this one; of this one where nothing is measured. */
    Servers before() throws IOException, InterruptedException {
        return new Servers(scale, scale.isTiny() ? jar : PreviousRelease.jar());
    }

    Scale scale() {
        return scale;
    }

    Path folder() {
        return folder;
    }

    StandIn spotify() {
        return spotify;
    }

    Postgres postgres() throws IOException {
        if (postgres == null) {
            postgres = new Postgres(folder).start();
        }
        return postgres;
    }

    /** Payara Micro with next to nothing in it. */
    Node empty() throws Exception {
        if (empty == null) {
            startEmpty();
        }
        return empty;
    }

    /** Starts a new one. @return how long it took to its first answer */
    Duration startEmpty() throws Exception {
        close(empty);
        empty = EmptyServer.node(spotify.url(), Files.createTempDirectory(folder, "empty"));
        return started(empty);
    }

    /** The product with its embedded database. */
    Node embedded() throws Exception {
        if (embedded == null) {
            startEmbedded();
        }
        return embedded;
    }

    /** Starts a new one without any data. @return how long it took until it was ready */
    Duration startEmbedded() throws Exception {
        close(embedded);
        embedded = new Node(spotify.url(), Files.createTempDirectory(folder, "embedded")).jar(jar);
        return started(embedded);
    }

    /** @return the product with its embedded database, not started; @param spotify another stand-in's URL */
    Node alone(String spotify, Path folder) {
        return new Node(spotify, folder).jar(jar).plainJvm(scale.flags());
    }

    /** One of two nodes on PostgreSQL. */
    Node first() throws Exception {
        if (first == null) {
            first = sharing("first");
            started(first);
        }
        return first;
    }

    /** The other of the two. */
    Node second() throws Exception {
        if (second == null) {
            second = sharing("second").with("SOSTENUTO_PUBLIC_URL", first().url());
            started(second);
        }
        return second;
    }

    private Node sharing(String name) throws IOException {
        // where nothing is measured, a busy machine is no reason to take the database for being away
        return new Node(spotify.url(), folder.resolve(name)).jar(jar).sharing(postgres().url(), KEYS)
                .with("SOSTENUTO_STORAGE_DEADLINE", scale.isTiny() ? "PT10S" : null);
    }

    /** A stand-in and a table of sessions as new. */
    Fill fill() throws Exception {
        spotify.set("reset", "");
        if (second != null) {
            second.status("/health/ready"); // what a load has left on its way is answered before
        }
        return new Fill(postgres(), KEYS, first().url());
    }

    private Duration started(Node node) {
        var begun = System.nanoTime();
        node.plainJvm(scale.flags()).launch().ready(LOOKING);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void close(Node node) {
        if (node != null) {
            node.close();
        }
    }

    @Override
    public void close() {
        var nodes = Stream.of(empty, embedded, first, second).filter(Objects::nonNull).toList();
        nodes.forEach(Node::terminate);
        nodes.forEach(Node::close);
        if (postgres != null) {
            postgres.close();
        }
        spotify.close();
    }
}
