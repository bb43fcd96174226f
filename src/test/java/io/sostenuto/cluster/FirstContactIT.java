package io.sostenuto.cluster;

import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A node that starts before its database is there, and is told why not each time that it is another reason. */
class FirstContactIT {

    private static final List<String> REASONS = List.of("The database cannot be reached yet",
            "its schema public holds what is not the product's: set sostenuto.db.schema",
            "role plain may not make tables in the schema public: run GRANT USAGE, CREATE ON SCHEMA public TO plain");

    private final Cluster cluster = SharedCluster.get();

    @Test
    void theNewestReasonIsToldAndNoneIsBlamedOnTheConnection() throws Exception {
        change("postgres", "create role plain login");
        change("postgres", "create database first");
        change("first", "create table others (id integer)");
        try (var way = new Proxy(cluster.postgres.port()); var node = node(way)) {
            way.cut();
            node.launch();
            tells(node, REASONS.get(0));
            way.mend();
            tells(node, REASONS.get(1));
            change("first", "drop table others");
            tells(node, REASONS.get(2));
            assertThat(node.status("/health/ready")).isEqualTo(503);
            change("first", "grant usage, create on schema public to plain");
            node.ready();
            assertThat(node.log().lines().filter(line -> line.contains("WARN") && line.contains("The database ")).toList())
                    .as("one line each").hasSize(REASONS.size());
            Results.report(Fault.F47, "the node starts first; then there are others' tables, then its role may not make tables",
                    "each reason once, what helps beside it; ready without a restart", REASONS.stream()
                            .filter(reason -> node.log().contains(reason)).count() + " of " + REASONS.size()
                            + " reasons told, then ready: " + node.status("/health/ready"), REASONS.size());
        }
    }

    private Node node(Proxy way) {
        return cluster.further("first-contact").with("SOSTENUTO_DB_URL", Postgres.url(way.port(), "first"))
                .with("SOSTENUTO_DB_USER", "plain");
    }

    private static void tells(Node node, String words) {
        await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200)).until(() -> node.log().contains(words));
    }

    private void change(String database, String sql) throws SQLException, IOException {
        try (var connection = DriverManager.getConnection(Postgres.url(cluster.postgres.port(), database) + "?user=postgres");
             var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
