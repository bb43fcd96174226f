package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes behind a PgBouncer that lends out two connections of the server, for one transaction at a time, in a schema of
 * their own beside tables of others: with nothing else configured for it.
 */
class BehindPgBouncerIT {

    private static final int SESSIONS = 10;
    private static final int RENEWALS = 10;

    private final Cluster cluster = SharedCluster.get();

    @Test
    void transactionModeAndASchemaOfItsOwnCostNoCall() throws Exception {
        cluster.begin(Rotation.STRICT);
        var folder = Files.createTempDirectory(Path.of(System.getProperty("test.directory")), "pgbouncer");
        cluster.postgres.change("create database pooled");
        try (var pooler = new PgBouncer(folder, cluster.postgres.port(), 2)) {
            Database.change(cluster, "create table grants (id integer)");
            var nodes = List.of(cluster.further("pooled-0"), cluster.further("pooled-1"));
            nodes.forEach(node -> node.with("SOSTENUTO_DB_URL", Postgres.url(pooler.port(), "pooled"))
                    .with("SOSTENUTO_DB_SCHEMA", "sostenuto").with("SOSTENUTO_PUBLIC_URL", nodes.get(0).url())
                    .with("SOSTENUTO_SPOTIFY_DEADLINE", "PT10S")); // the first call of a cold node on a busy machine
            try (var one = nodes.get(0); var other = nodes.get(1)) {
                nodes.forEach(node -> node.launch());
                nodes.forEach(node -> node.ready());
                var statuses = new HashMap<Integer, Integer>();
                var listeners = new ArrayList<Listener>();
                for (var i = 0; i < SESSIONS; i++) {
                    cluster.spotify.user("pooled-" + i, "Listener " + i);
                    listeners.add(new Listener(one.url()).connected());
                }
                for (var version = 1; version <= RENEWALS; version++) {
                    var newerThan = "?newerThan=" + version;
                    var node = version % 2 == 0 ? one : other;
                    var calls = listeners.stream().map(listener -> Cluster.at(node, listener).tokenLater(newerThan)).toList();
                    Cluster.all(calls).forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
                }
                assertThat(statuses).isEqualTo(Map.of(200, SESSIONS * RENEWALS));
                var copy = Cluster.at(other, listeners.get(0));
                assertThat(listeners.get(0).post("/api/logout").status()).isEqualTo(204);
                assertThat(copy.token().error()).as("the other node has heard it").isEqualTo("no_session");
                var away = nodes.stream().flatMap(node -> node.log().lines())
                        .filter(line -> line.contains("is away") || line.contains("prepared statement") || line.contains("SQLException")).toList();
                assertThat(away).isEmpty();
                assertThat(Database.value(cluster, "select count(*) from sostenuto.grants")).isEqualTo(String.valueOf(SESSIONS));
                assertThat(Database.value(cluster, "select count(*) from public.grants")).as("others' table").isEqualTo("0");
                Results.report(Fault.F46, "strict, transaction mode, two connections of the server, two nodes at their first start",
                        "no call fails, the database is never told to be away", SESSIONS + " logins; renewals by status: " + statuses
                                + "; lines of trouble: " + away.size(), SESSIONS * RENEWALS);
            }
        }
        cluster.assertNoReuse();
    }

    /** The database of these nodes, asked without a pooler. */
    private static final class Database {

        static void change(Cluster cluster, String sql) throws SQLException {
            try (var connection = connect(cluster); var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        static String value(Cluster cluster, String sql) throws SQLException {
            try (var connection = connect(cluster); var row = connection.createStatement().executeQuery(sql)) {
                return row.next() ? row.getString(1) : null;
            }
        }

        private static Connection connect(Cluster cluster) throws SQLException {
            return DriverManager.getConnection(Postgres.url(cluster.postgres.port(), "pooled") + "?user=postgres");
        }
    }
}
