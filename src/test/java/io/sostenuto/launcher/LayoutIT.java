package io.sostenuto.launcher;

import io.sostenuto.FolderZip;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The product as a folder: unpacked, trained, started from its archive, and started with one that is damaged. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LayoutIT {

    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Path home;
    private static String training;

    @BeforeAll
    static void unpackAndBuild() throws Exception {
        spotify = SpotifyStandIn.start(0);
        home = FolderZip.unpack(Files.createDirectory(folder.resolve("unpacked")));
        training = run(0, Files.createSymbolicLink(folder.resolve("sostenuto"), home.resolve("bin/sostenuto")), "build");
    }

    @AfterAll
    static void stop() {
        spotify.close();
    }

    /** With an operator's environment, of which a training takes nothing. */
    private static String run(int status, Path command, String argument) throws IOException, InterruptedException {
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(command.toString(), argument).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-Dsostenuto.data-dir=" + folder.resolve("operators"));
        builder.environment().put("SOSTENUTO_DATA_DIR", folder.resolve("operators").toString());
        builder.environment().put("SOSTENUTO_SEAL_KEYS", "no key at all");
        var process = builder.start();
        var ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        var said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == status).as(said).isTrue();
        return said;
    }

    private static Path archive() throws IOException {
        try (var files = Files.list(home.resolve("cache"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("classes-")).findFirst().orElseThrow();
        }
    }

    private static Node node(String name) throws IOException {
        return new Node(spotify.url(), Files.createDirectory(folder.resolve(name))).home(home);
    }

    @Test
    @Order(1)
    void theScriptMayBeRunAndTheRestIsJarsAndOptions() throws IOException {
        assertThat(Files.isExecutable(home.resolve("bin/sostenuto"))).isTrue();
        assertThat(home.resolve("conf")).isDirectoryContaining("glob:**/jvm.options")
                .isDirectoryContaining("glob:**/memory-small.options").isDirectoryContaining("glob:**/memory-large.options");
        assertThat(home.resolve("lib/sostenuto.jar")).exists();
        assertThat(home.resolve("lib/server/kernel.jar")).exists();
        for (var leftOut : Files.readAllLines(Path.of("server-config/payara-micro/left-out.txt"))) {
            assertThat(home.resolve("lib/server").resolve(Path.of(leftOut).getFileName())).doesNotExist();
        }
    }

    @Test
    @Order(2)
    void aTrainingSaysWhatItDoesAndLeavesAnArchiveAndNothingOfTheOperatorsIsTouched() throws IOException {
        assertThat(training).containsPattern("is ready +\\d+\\.\\d s\n").containsPattern("a login +\\d+\\.\\d s\n")
                .containsPattern("cache/classes-\\d+\\.(jsa|aot) has \\d+ MiB");
        assertThat(Files.size(archive())).isGreaterThan(30_000_000);
        assertThat(folder.resolve("operators")).doesNotExist();
        try (var files = Files.list(home.resolve("cache"))) {
            assertThat(files).as("the archive and its label").hasSize(2);
        }
    }

    @Test
    @Order(3)
    void aNodeStartsFromTheArchiveAndServesAndEndsBySigterm() throws Exception {
        var classes = folder.resolve("classes.log");
        try (var node = node("trained").jvm("-Xlog:class+load:file=" + classes).start()) {
            assertThat(new Listener(node.url()).connected().token("?newerThan=1").version()).isEqualTo(2);
            node.terminate();
            assertThat(node.exit()).isEqualTo(143);
            assertThat(node.log()).doesNotContain("archive of classes", "[warning]");
        }
        var loaded = Files.readAllLines(classes).stream().filter(line -> line.contains(" source: ")).toList();
        var ours = loaded.stream().filter(line -> line.contains("fish.payara") || line.contains("org.glassfish")
                || line.contains("org.jboss.weld")).toList();
        assertThat(ours).hasSizeGreaterThan(1000);
        assertThat(ours.stream().filter(line -> line.contains("source: shared objects file")).count())
                .as("of %d server classes", ours.size()).isGreaterThan(ours.size() * 7L / 10);
    }

    @Test
    @Order(4)
    void aDamagedArchiveIsToldInOneLineAndTheNodeStartsWithoutIt() throws Exception {
        assertThat(archive().toFile().setWritable(true)).isTrue();
        try (var content = FileChannel.open(archive(), StandardOpenOption.WRITE)) {
            content.truncate(content.size() / 2);
        }
        try (var node = node("damaged").jvm("-XX:TieredStopAtLevel=1").start()) {
            assertThat(node.log().lines().filter(line -> !line.startsWith("{"))).singleElement().asString()
                    .contains("archive of classes", "is damaged", "bin/sostenuto build");
        }
    }

    @Test
    @Order(5)
    void inAFolderWithABlankAWrongConfigurationEndsItWithOneLineAsItEndsTheRunnableJar() throws Exception {
        Files.delete(home.resolve("cache/label"));
        home = Files.move(home, Files.createDirectory(folder.resolve("a folder with blanks")).resolve("sostenuto"));
        try (var node = node("wrong").with("SPOTIFY_CLIENT_ID", null).launch()) {
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().strip().lines()).singleElement().asString().contains("spotify.client-id");
        }
    }

    @Test
    @Order(6)
    void aJavaThatFindsNoClassOfAnArchiveThereIsToldInOneLine() throws Exception {
        assumeTrue(Runtime.version().feature() < 25, "a later Java finds them");
        assertThat(run(1, home.resolve("bin/sostenuto"), "build").strip().lines()).singleElement().asString()
                .contains("a blank", home.toString(), "Java 25");
    }

    @Test
    @Order(7)
    void theMemoryIsChosenByNameAndAnUnknownNameEndsItWithOneLine() throws Exception {
        assertThat(flags("large")).containsPattern("MaxHeapSize += 469762048").containsPattern("UseG1GC += true");
        assertThat(flags(null)).containsPattern("MaxHeapSize += 335544320").containsPattern("UseSerialGC += true");
        try (var node = node("huge").with("SOSTENUTO_MEMORY", "huge").launch()) {
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().strip().lines()).singleElement().asString().contains("SOSTENUTO_MEMORY should be small or large");
        }
    }

    /** What the JVM says before anything else; null is without a choice. */
    private static String flags(String memory) throws IOException {
        try (var node = node("memory-" + memory).with("SOSTENUTO_MEMORY", memory).jvm("-XX:+PrintFlagsFinal").launch()) {
            await().until(() -> node.log().contains("ZUncommitDelay"));
            return node.log();
        }
    }

    @Test
    @Order(8)
    void whatNeedsALaterJarIsRefused() throws Exception {
        try (var node = node("later").argument("--addLibs", "more.jar").launch()) {
            assertThat(node.exit()).isEqualTo(1);
            assertThat(node.log().strip().lines()).singleElement().asString().isEqualTo("--addLibs goes with java -jar sostenuto.jar only");
        }
    }
}
