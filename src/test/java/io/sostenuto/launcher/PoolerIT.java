package io.sostenuto.launcher;

import io.sostenuto.cluster.PgBouncer;
import io.sostenuto.cluster.Postgres;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

class PoolerIT {

    @Test
    void statementsArePreparedByAServerThatIsReachedItselfAndNotBehindAPooler() throws Exception {
        var folder = Files.createTempDirectory(Files.createDirectories(Path.of(System.getProperty("test.directory"), "pooler")), "run");
        try (var postgres = new Postgres(folder).start(); var pooler = new PgBouncer(folder.resolve("pooler"), postgres.port(), 1)) {
            assertThat(threshold(Postgres.url(postgres.port(), "postgres"))).isEqualTo(5);
            assertThat(threshold(Postgres.url(pooler.port(), "postgres"))).as("although it refuses options").isZero();
            assertThat(threshold(Postgres.url(pooler.port(), "postgres") + "?prepareThreshold=3")).isEqualTo(3);
            try (var one = connect(Postgres.url(pooler.port(), "postgres")); var other = connect(Postgres.url(pooler.port(), "postgres"))) {
                for (var turn = 0; turn < 20; turn++) {
                    assertThat(answer(one, "select 1 + ?", turn)).isEqualTo(turn + 1);
                    assertThat(answer(other, "select 2 + ?", turn)).isEqualTo(turn + 2);
                    assertThat(one.isValid(1) && other.isValid(1)).isTrue();
                }
            }
        }
    }

    private static int threshold(String url) throws SQLException {
        try (var connection = connect(url)) {
            return connection.unwrap(PGConnection.class).getPrepareThreshold();
        }
    }

    private static Connection connect(String url) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("options", "-c lock_timeout=1s");
        return Pooler.connect(new Driver(), url, properties);
    }

    private static int answer(Connection connection, String sql, int parameter) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, parameter);
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getInt(1);
            }
        }
    }
}
