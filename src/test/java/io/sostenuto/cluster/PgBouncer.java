package io.sostenuto.cluster;

import io.sostenuto.Debian;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Debian's PgBouncer as a child of the test, in transaction mode: each database gets so few connections of the server. */
public final class PgBouncer implements AutoCloseable {

    private static final String PROGRAM = "/usr/sbin/pgbouncer";

    private final int port;
    private final Process process;

    /** @param folder for its files; @param server the port of PostgreSQL */
    public PgBouncer(Path folder, int server, int connections) throws IOException {
        assumeThat(Files.isExecutable(Path.of(PROGRAM)) || Debian.install("pgbouncer"))
                .as("PgBouncer is there, or can be installed: as root, on Debian").isTrue();
        port = freePort();
        var users = Files.writeString(Files.createDirectories(folder).resolve("users.txt"), "\"postgres\" \"\"\n");
        var settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 200
                """.formatted(server, port, users, connections));
        for (var path : List.of(users, settings)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U")); // it does not run as root
        }
        command.addAll(List.of(PROGRAM, settings.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile()).start();
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).until(this::listens);
    }

    public int port() {
        return port;
    }

    private boolean listens() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
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
