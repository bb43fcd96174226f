package io.sostenuto.bench;

import io.sostenuto.Node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An application of Spring Boot that does what the product does, as far as it can: see {@code bench/spring}. */
final class SpringPeer {

    private static final Path FOLDER = Path.of(System.getProperty("test.directory"), "spring").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/test/resources/bench/spring");
    private static final Path LOG = FOLDER.resolve("build.log");
    private static final long MINUTES = 10;

    private SpringPeer() {
    }

    /** @return its version of Spring Boot */
    static String version() {
        try {
            var pom = Files.readString(SOURCES.resolve("pom.xml"));
            return pom.replaceFirst("(?s).*spring-boot-starter-parent</artifactId>\\s*<version>([^<]*)<.*", "$1");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Builds it. */
    static Path jar() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        var maven = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
        var build = new ProcessBuilder(maven, "--batch-mode", "--no-transfer-progress", "package",
                "-Dmaven.repo.local=" + System.getProperty("localRepository"), "-DbuildDirectory=" + FOLDER.resolve("target"))
                .directory(SOURCES.toFile()).redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
        if (!build.waitFor(MINUTES, TimeUnit.MINUTES) || build.exitValue() != 0) {
            build.destroyForcibly();
            throw new AssertionError("The application of Spring Boot could not be built: see " + LOG);
        }
        return FOLDER.resolve("target/spring.jar");
    }

    /** @return the server, not started; @param folder for its data and the log */
    static Node node(Path jar, String spotify, Path folder, List<String> flags) {
        var node = new Node(spotify, folder).jar(jar).plainArguments().plainJvm(flags).readyAt("/ready");
        return node.with("PORT", String.valueOf(URI.create(node.url()).getPort())).with("DATA", folder.toAbsolutePath().toString())
                .with("ACCOUNTS", spotify);
    }
}
