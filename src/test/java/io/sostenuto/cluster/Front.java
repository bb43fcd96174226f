package io.sostenuto.cluster;

import io.sostenuto.Debian;
import io.sostenuto.Listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * HAProxy or nginx before the nodes, with the very file of {@code server-config}: only what that file calls yours is
 * put in. A process of the test, on the public URL's port.
 */
final class Front implements AutoCloseable {

    /** What is started, and how. */
    enum Kind {
        HAPROXY("haproxy", "server-config/haproxy/haproxy.cfg") {
            @Override
            List<String> command(Path program, Path folder, Path file) {
                return List.of(program.toString(), "-db", "-f", file.toString());
            }
        },
        NGINX("nginx", "server-config/nginx/sostenuto.conf") {
            @Override
            List<String> command(Path program, Path folder, Path file) throws IOException {
                var main = Files.writeString(folder.resolve("nginx.conf"), """
                        pid %1$s/nginx.pid;
                        error_log %1$s/nginx-error.log crit;
                        daemon off;
                        events {
                        }
                        http {
                            access_log off;
                            include %2$s;
                        }
                        """.formatted(folder, file));
                return List.of(program.toString(), "-e", folder.resolve("nginx-error.log").toString(), "-c", main.toString());
            }
        };

        private final String name;
        private final Path file;

        Kind(String name, String file) {
            this.name = name;
            this.file = Path.of(file);
        }

        abstract List<String> command(Path program, Path folder, Path file) throws IOException;

        /** @return whether it is installed, or could be */
        boolean isHere() {
            return Files.exists(program()) || Debian.install(name) && Files.exists(program());
        }

        private Path program() {
            return Path.of("/usr/sbin", name);
        }
    }

    private final Deployment deployment;
    private final Path folder;
    private final HttpClient http;
    private final Path certificateFile;
    private final Process process;
    final int plainPort = Deployment.freePort();

    Front(Kind kind, Deployment deployment) throws IOException, GeneralSecurityException, InterruptedException {
        this.deployment = deployment;
        folder = Files.createTempDirectory("sostenuto-" + kind.name);
        var certificate = new Certificate(folder);
        certificateFile = certificate.certificate;
        http = HttpClient.newBuilder().sslContext(certificate.trusting()).version(HttpClient.Version.HTTP_1_1).build();
        var file = Files.writeString(folder.resolve(kind.file.getFileName()), ours(Files.readString(kind.file), certificate));
        process = new ProcessBuilder(kind.command(kind.program(), folder, file)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile()).start();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).until(this::answers);
    }

    private String ours(String file, Certificate certificate) {
        var ours = file.replace("/etc/haproxy/sostenuto.pem", certificate.both.toString())
                .replace("/etc/nginx/sostenuto.crt", certificate.certificate.toString())
                .replace("/etc/nginx/sostenuto.key", certificate.key.toString())
                .replace("/var/log/nginx", folder.toString())
                .replace("bind :443", "bind 127.0.0.1:" + deployment.publicPort)
                .replace("listen 443", "listen 127.0.0.1:" + deployment.publicPort)
                .replace("bind :80", "bind 127.0.0.1:" + plainPort)
                .replace("listen 80", "listen 127.0.0.1:" + plainPort);
        ours = withNodes(ours, deployment.addresses());
        assertThat(ours).as("all that is ours is in it").contains(deployment.addresses())
                .doesNotContainPattern("(?m)^[^#]*( :?443|/etc/)");
        return ours;
    }

    /** The file has two nodes; a further one gets a line like the second one's. */
    private static String withNodes(String file, List<String> addresses) {
        var second = file.lines().filter(line -> line.contains("127.0.0.1:8082")).findFirst().orElseThrow();
        var others = IntStream.range(1, addresses.size()).mapToObj(i ->
                second.replace("127.0.0.1:8082", addresses.get(i)).replace("node-2", "node-" + (i + 1)));
        return file.replace("127.0.0.1:8081", addresses.get(0)).replace(second, others.collect(Collectors.joining("\n")));
    }

    private boolean answers() {
        assertThat(process.isAlive()).as("it runs: " + log()).isTrue();
        try {
            return browser().get("/").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** @return the file that other tools have to trust */
    Path certificate() {
        return certificateFile;
    }

    /** @return a browser that trusts the certificate */
    Listener browser() {
        return new Listener(deployment.publicUrl(), http);
    }

    /** @return the same browser, which came to a node by itself before */
    Listener browser(Listener before) {
        var browser = browser();
        browser.cookies().putAll(before.cookies());
        return browser;
    }

    /** Everything that it wrote. */
    String log() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).flatMap(Front::lines).collect(Collectors.joining("\n"));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
