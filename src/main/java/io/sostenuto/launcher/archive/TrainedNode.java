package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node of this folder that nobody else meets. Its environment is made from nothing, so that the operator's
 * configuration, database and secrets are none of its business.
 */
final class TrainedNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int READY = 200;

    private final Process process;
    private final String url;
    private final Path log;

    private TrainedNode(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** @param folder for all that it writes; @param options for its JVM */
    static TrainedNode start(Path jar, List<String> options, Path folder, String spotify) throws IOException {
        var port = String.valueOf(freePort());
        var url = "http://127.0.0.1:" + port;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-jar", jar.toString(), "--port", port, "--drain", "0"));
        var log = folder.resolve("node.log");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of(
                "SPOTIFY_CLIENT_ID", "training", "SPOTIFY_CLIENT_SECRET", "training",
                "SPOTIFY_ACCOUNTS_URL", spotify, "SPOTIFY_API_URL", spotify,
                "SOSTENUTO_PUBLIC_URL", url, "SOSTENUTO_DATA_DIR", folder.resolve("data").toString()));
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // after Ctrl-C
        return new TrainedNode(process, url, log);
    }

    String url() {
        return url;
    }

    void awaitReady() throws IOException, InterruptedException {
        var http = HttpClient.newHttpClient();
        var ready = HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(PATIENCE).build();
        for (var begun = System.nanoTime(); System.nanoTime() - begun < PATIENCE.toNanos(); Thread.sleep(PAUSE.toMillis())) {
            if (!process.isAlive()) {
                throw new IOException("the node ended with status " + process.exitValue());
            }
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == READY) {
                    return;
                }
            } catch (IOException notYet) {
                // it does not listen
            }
        }
        throw new IOException("the node is not ready after " + PATIENCE.toSeconds() + " s");
    }

    /** By SIGTERM; the JVM writes the archive before it is gone. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the node does not end");
        }
    }

    /** @return what it has said */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
