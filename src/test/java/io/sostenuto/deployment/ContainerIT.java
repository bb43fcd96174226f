package io.sostenuto.deployment;

import io.sostenuto.FolderZip;
import io.sostenuto.Listener;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The container's process without the container: the user, the variables and the command of the Containerfile, on a file
 * system of which this user may write the data folder and the temporary one alone.
 */
class ContainerIT {

    private static final String IN_IMAGE = "/opt/sostenuto";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path folder;

    @Test
    void aNodeRunsWithoutRootAndWritesToItsTwoFoldersAlone() throws Exception {
        assumeTrue(Files.exists(SETPRIV) && "root".equals(System.getProperty("user.name")),
                "only root on Linux can become the container's user");
        var image = new Containerfile();
        var user = image.the("USER").split(":");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = FolderZip.unpack(Files.createDirectory(folder.resolve("opt")));
        build(image, home);
        var data = owned("data", user);
        var tmp = owned("tmp", user);
        var log = folder.resolve("node.log");
        var before = written(user[0]);
        try (var spotify = SpotifyStandIn.start(0)) {
            var url = "http://127.0.0.1:" + freePort();
            var readOnly = readOnly(data, tmp);
            var command = new ArrayList<>(readOnly);
            command.addAll(List.of(SETPRIV.toString(), "--reuid=" + user[0], "--regid=" + user[1],
                    "--clear-groups", "--no-new-privs", "--bounding-set=-all"));
            image.entrypoint().forEach(part -> command.add(part.replace(IN_IMAGE, home.toString())));
            command.addAll(List.of("--port", url.substring(url.lastIndexOf(':') + 1)));
            var builder = new ProcessBuilder(command).directory(new java.io.File("/")).redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(image.environment());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("JAVA_OPTS", "-Djava.io.tmpdir=" + tmp);
            builder.environment().put("PATH", System.getenv("PATH"));
            builder.environment().putAll(Map.of("SOSTENUTO_DATA_DIR", data.toString(), "SPOTIFY_CLIENT_ID", "stand-in-client",
                    "SPOTIFY_CLIENT_SECRET", "stand-in-secret", "SPOTIFY_ACCOUNTS_URL", spotify.url(),
                    "SPOTIFY_API_URL", spotify.url(), "SOSTENUTO_PUBLIC_URL", url));
            var process = builder.start();
            try {
                await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(500)).until(() -> {
                    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                    return status(url, "/health/ready") == 200;
                });
                assertThat(new Kubernetes().probes()).allSatisfy(path -> assertThat(status(url, path)).as(path).isEqualTo(200));
                assertThat(new Listener(url).connected().token("?newerThan=1").version()).isEqualTo(2);
                assertThat(written(user[0])).as("what it wrote is found").anyMatch(file -> file.endsWith(".db"))
                        .filteredOn(file -> !before.contains(file)).allMatch(file -> file.startsWith(folder.toString())
                        || file.matches("/tmp/hsperfdata_[^/]*(/\\d+)?"), "where a container may write");
            } finally {
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(log).content().doesNotContain("archive of classes");
            assumeFalse(readOnly.isEmpty(), "this machine forbids a read-only file system: without it all was as it should be");
        }
    }

    /** As root, when the image is built. */
    private void build(Containerfile image, Path home) throws IOException, InterruptedException {
        var log = folder.resolve("build.log");
        var builder = new ProcessBuilder(image.run(IN_IMAGE + "/bin/sostenuto").stream()
                .map(part -> part.replace(IN_IMAGE, home.toString())).toList()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        assertThat(builder.start().waitFor()).as(Files.readString(log)).isZero();
    }

    /** @return what makes all but these folders read-only for the command behind it; nothing where the machine forbids that */
    private static List<String> readOnly(Path... writable) throws IOException, InterruptedException {
        var binds = Stream.of(writable).map(folder -> "mount --bind " + folder + " " + folder + " && ")
                .collect(Collectors.joining());
        var command = List.of("unshare", "--mount", "sh", "-c", binds + "mount -o remount,bind,ro / && exec \"$@\"", "sh");
        var probe = new ProcessBuilder(Stream.concat(command.stream(), Stream.of("true")).toList()).start();
        return probe.waitFor() == 0 ? command : List.of();
    }

    private Path owned(String name, String... user) throws IOException {
        var owned = Files.createDirectory(folder.resolve(name));
        Files.setAttribute(owned, "unix:uid", Integer.parseInt(user[0]));
        Files.setAttribute(owned, "unix:gid", Integer.parseInt(user[1]));
        return owned;
    }

    private static int status(String url, String path) {
        try {
            return new Listener(url).get(path).status();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    /** @return every file and folder of this user's on the machine's file system */
    private static List<String> written(String user) throws IOException, InterruptedException {
        var find = new ProcessBuilder("find", "/", "/dev/shm", "/tmp", "-xdev", "-user", user)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        find.waitFor();
        return found;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
