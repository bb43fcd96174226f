package io.sostenuto;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.awaitility.Awaitility.await;

/** A real node: {@code java -jar target/sostenuto.jar} as a process of its own, on a free port of 127.0.0.1. */
public final class Node implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private List<String> flags = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");
    private final List<String> arguments = new ArrayList<>(List.of("--drain", "0"));
    private String readyAt = "/health/ready";
    private Path jar = Built.JAR;
    private Path script;
    private Path output;
    private Process process;

    /** @param spotify the stand-in's URL; @param folder for the data and the log */
    public Node(String spotify, Path folder) {
        this.port = freePort();
        this.folder = folder;
        this.output = logFile();
        environment.putAll(Map.of(
                "SPOTIFY_CLIENT_ID", "stand-in-client",
                "SPOTIFY_CLIENT_SECRET", "stand-in-secret",
                "SPOTIFY_ACCOUNTS_URL", spotify,
                "SPOTIFY_API_URL", spotify,
                "SPOTIFY_SDK_URL", spotify + "/spotify-player.js",
                "SOSTENUTO_PUBLIC_URL", url(),
                "SOSTENUTO_LOGINS_PER_MINUTE", "0", // a test's listeners all have one address
                "SOSTENUTO_DATA_DIR", data().toString()));
    }

    /** Sets an environment variable; null takes it away. */
    public Node with(String name, String value) {
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
        return this;
    }

    /** Keeps its sessions in a database that other nodes share; @param keys as all of them have them */
    public Node sharing(String database, String keys) {
        return with("SOSTENUTO_DB_URL", database).with("SOSTENUTO_DB_USER", "postgres")
                .with("SOSTENUTO_DB_PASSWORD", "unused").with("SOSTENUTO_SEAL_KEYS", keys);
    }

    /** Runs with these JVM flags, in place of those that make a test's node start fast and run slowly. */
    public Node plainJvm(List<String> other) {
        flags = List.copyOf(other);
        return this;
    }

    /** Adds an option for the JVM. */
    public Node jvm(String option) {
        options.add(option);
        return this;
    }

    /** Goes on answering for a while when it is told to end, as nodes do that share a database; else it ends at once. */
    public Node drains() {
        arguments.clear();
        return this;
    }

    /** Is another server than the product's: it gets its port and these arguments, and no others. */
    public Node plainArguments(String... words) {
        arguments.clear();
        return argument(words);
    }

    /** Adds an argument of the server's, with its value where it has one. */
    public Node argument(String... words) {
        arguments.addAll(List.of(words));
        return this;
    }

    /** Runs another build than this one. */
    public Node jar(Path other) {
        jar = other;
        return this;
    }

    /** Runs from an unpacked {@code target/sostenuto.zip}, with the JVM's options that are in there, and no others but {@link #jvm}. */
    public Node home(Path unpacked) {
        script = unpacked.resolve("bin/sostenuto");
        flags = List.of();
        return this;
    }

    /** Writes the log to another file; {@link #log} does not read that. */
    public Node output(Path file) {
        output = file;
        return this;
    }

    /** Is ready where this path answers 200, in place of the product's own word for it. */
    public Node readyAt(String path) {
        readyAt = path;
        return this;
    }

    /** Starts the process and waits until it is ready. */
    public Node start() {
        return launch().ready();
    }

    /** Waits until the process that was launched is ready. */
    public Node ready() {
        return ready(Duration.ofMillis(250));
    }

    /** The same, looking this often. */
    public Node ready(Duration interval) {
        await().atMost(Duration.ofSeconds(120)).pollInterval(interval).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the node ended with " + process.exitValue() + ": " + log());
            }
            return status(readyAt) == 200;
        });
        return this;
    }

    /** Starts the process and does not wait. */
    public Node launch() {
        try {
            Files.createDirectories(temporary());
            var jvm = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporary()));
            jvm.addAll(flags);
            jvm.addAll(options);
            var command = new ArrayList<String>();
            if (script == null) {
                command.add(System.getProperty("java.home") + "/bin/java");
                command.addAll(jvm);
                command.addAll(List.of("-jar", jar.toString()));
            } else {
                command.add(script.toString());
                with("JAVA_HOME", System.getProperty("java.home")).with("JAVA_OPTS", String.join(" ", jvm));
            }
            command.addAll(List.of("--port", String.valueOf(port)));
            command.addAll(arguments);
            var builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("SPOTIFY_") || name.startsWith("SOSTENUTO_"));
            builder.environment().putAll(environment);
            process = builder.start();
            return this;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** @return the exit status, within a minute */
    public int exit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the node still runs");
        }
        return process.exitValue();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Path data() {
        return folder.resolve("data");
    }

    private Path temporary() {
        return folder.resolve("tmp-" + port).toAbsolutePath();
    }

    private Path logFile() {
        return folder.resolve("node.log");
    }

    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException none) {
            return "";
        }
    }

    /** @return the status of a GET; 0 where nobody answers */
    public int status(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(2)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** @return what each of its threads does at this moment */
    public String threads() {
        try {
            var tool = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd",
                    String.valueOf(process.pid()), "Thread.print").redirectErrorStream(true).start();
            return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** SIGTERM, without waiting for the end. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exit();
    }

    /** SIGTERM, and the end within half a minute; its temporary folder, where the server stays unpacked, goes with it. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        end();
        try (var files = Files.walk(temporary())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (NoSuchFileException closedBefore) {
            // there is nothing to clear away
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
        }
    }

    /** @return a port of 127.0.0.1 that nobody listens at */
    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new AssertionError(none);
        }
    }
}
