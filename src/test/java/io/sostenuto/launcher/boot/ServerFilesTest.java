package io.sostenuto.launcher.boot;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What the jar holds for the server, in a folder that outlives the process. */
class ServerFilesTest {

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);
    private static final Map<String, String> CONTENT = Map.of("runtime/kernel.jar", "the kernel", "runtime/adapter.rar", "an adapter",
            "lib/library.jar", "a library");

    @TempDir
    private Path root;
    private Path server;

    @BeforeEach
    void unpacked() throws IOException {
        server = root.resolve("server");
        ServerFiles.unpack(jar(CONTENT), server);
        for (var name : CONTENT.keySet()) {
            Files.setLastModifiedTime(server.resolve(name), LONG_AGO);
        }
    }

    private Path jar(Map<String, String> content) throws IOException {
        var jar = root.resolve("server.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("MICRO-INF/runtime/"));
            zip.putNextEntry(new ZipEntry("MICRO-INF/domain/domain.xml"));
            zip.putNextEntry(new ZipEntry("MICRO-INF/deploy/ROOT.war"));
            for (var file : new TreeMap<>(content).entrySet()) {
                zip.putNextEntry(new ZipEntry("MICRO-INF/" + file.getKey()));
                zip.write(file.getValue().getBytes());
            }
        }
        return jar;
    }

    private Map<String, String> found() throws IOException {
        try (var files = Files.walk(server)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(
                    file -> server.relativize(file).toString(), ServerFilesTest::text));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private boolean isKept(String name) throws IOException {
        return Files.getLastModifiedTime(server.resolve(name)).equals(LONG_AGO);
    }

    @Test
    void itHoldsModulesAndLibrariesAloneInTheJarsOrderAndTheModulesFolderLast() throws IOException {
        assertThat(ServerFiles.unpack(jar(CONTENT), server)).containsExactly(server.resolve("lib/library.jar"),
                server.resolve("runtime/adapter.rar"), server.resolve("runtime/kernel.jar"), server.resolve("runtime"));
        assertThat(found()).isEqualTo(CONTENT);
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenAnew() throws IOException {
        ServerFiles.unpack(jar(CONTENT), server);
        for (var name : CONTENT.keySet()) {
            assertThat(isKept(name)).as(name).isTrue();
        }
    }

    @Test
    void whatIsMissingOrCutOffOrHasOtherContentIsWrittenAnewAndNothingElse() throws IOException {
        Files.delete(server.resolve("lib/library.jar"));
        Files.delete(server.resolve("lib"));
        Files.writeString(server.resolve("runtime/kernel.jar"), "the ker");
        ServerFiles.unpack(jar(CONTENT), server);
        assertThat(found()).isEqualTo(CONTENT);
        assertThat(isKept("runtime/adapter.rar")).isTrue();
        Files.writeString(server.resolve("runtime/kernel.jar"), "not kernel");
        ServerFiles.unpack(jar(CONTENT), server);
        assertThat(found()).as("as long as before").isEqualTo(CONTENT);
    }

    @Test
    void whatTheJarDoesNotNameIsRemoved() throws IOException {
        Files.writeString(server.resolve("runtime/foreign.jar"), "foreign");
        Files.writeString(server.resolve("foreign"), "foreign");
        Files.writeString(Files.createDirectories(server.resolve("lib/foreign/folder")).resolve("file"), "foreign");
        Files.delete(server.resolve("lib/library.jar"));
        Files.createDirectories(server.resolve("lib/library.jar/in-its-place"));
        ServerFiles.unpack(jar(CONTENT), server);
        assertThat(found()).isEqualTo(CONTENT);
        assertThat(server.resolve("lib/foreign")).doesNotExist();
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        var elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kernel.jar"), "the kernel");
        Files.writeString(elsewhere.resolve("library.jar"), "of somebody else");
        Files.delete(server.resolve("runtime/kernel.jar"));
        Files.createSymbolicLink(server.resolve("runtime/kernel.jar"), elsewhere.resolve("kernel.jar"));
        Files.delete(server.resolve("lib/library.jar"));
        Files.delete(server.resolve("lib"));
        Files.createSymbolicLink(server.resolve("lib"), elsewhere);
        ServerFiles.unpack(jar(CONTENT), server);
        assertThat(found()).isEqualTo(CONTENT);
        assertThat(server.resolve("runtime/kernel.jar")).isRegularFile().satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
        assertThat(elsewhere.resolve("library.jar")).hasContent("of somebody else");
    }

    @Test
    void anotherReleaseFindsItsOwn() throws IOException {
        var next = Map.of("runtime/kernel.jar", "the kernel", "runtime/adapter-2.rar", "an adapter", "lib/library.jar", "a library, mended");
        ServerFiles.unpack(jar(next), server);
        assertThat(found()).isEqualTo(next);
        assertThat(isKept("runtime/kernel.jar")).isTrue();
    }
}
