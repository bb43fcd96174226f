package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A database with a million sessions: what no cookie can reach any more is cleared away while listeners are served. */
@Tag("soak")
class ManySessionsIT {

    private static final int SESSIONS = 1_000_000;
    private static final int OLD = 50_000;
    /** The tests' connections do not wait longer. */
    private static final int AT_ONCE = 50_000;

    @Test
    void aMillionSessionsAreTidiedWhileListenersAreServed() throws Exception {
        try (var cluster = new Cluster("many", 1, nodes -> { })) {
            cluster.begin(Rotation.NONE);
            var listener = cluster.connected("among-many");
            fill(cluster);
            assertThat(old(cluster)).isEqualTo(OLD);
            cluster.node(0).close();
            cluster.node(0).start(); // it begins with the upkeep
            await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200)).until(() -> {
                assertThat(listener.token().status()).isEqualTo(200);
                return old(cluster) == 0;
            });
            assertThat(count(cluster, "select count(*) from grants")).isEqualTo(SESSIONS + 1);
            assertThat(cluster.node(0).log()).doesNotContain("The database is away");
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(1)).until(() ->
                    new Listener(cluster.node(0).url()).get("/metrics").response().body()
                            .matches("(?s).*sostenuto_sessions_to_reauthorize\\{days=\"30\"[^}]*} [1-9].*"));
        }
    }

    /** Some of every age; the old ones are past the 190 days of a cookie. */
    private static void fill(Cluster cluster) throws SQLException {
        var now = Instant.now().toEpochMilli();
        var day = Duration.ofDays(1).toMillis();
        try (var connection = cluster.postgres.connect(); var statement = connection.createStatement()) {
            for (var first = 1; first <= SESSIONS; first += AT_ONCE) {
                statement.executeUpdate("insert into grants (id, version, generation, scope, spotify_user, authorized_at,"
                        + " token_kept, in_incident, fence, sealed_with)"
                        + " select 'many-' || i, 1, 1, 'streaming', 'user-' || i, " + now + " - (i % 180)::bigint * " + day + ", false,"
                        + " false, 0, 'k1' from generate_series(" + first + ", " + (first + AT_ONCE - 1) + ") i");
            }
            statement.executeUpdate("insert into grants (id, version, generation, scope, authorized_at, token_kept,"
                    + " in_incident, fence) select 'old-' || i, 1, 1, 'streaming', " + (now - 195 * day) + ", false, false, 0"
                    + " from generate_series(1, " + OLD + ") i");
        }
    }

    private static long old(Cluster cluster) throws SQLException {
        return count(cluster, "select count(*) from grants where id like 'old-%' and authorized_at < "
                + (Instant.now().toEpochMilli() - Duration.ofDays(191).toMillis()));
    }

    private static long count(Cluster cluster, String question) throws SQLException {
        try (var connection = cluster.postgres.connect(); var answer = connection.createStatement().executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
