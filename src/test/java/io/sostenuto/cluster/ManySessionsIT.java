package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A database with a million sessions: what no cookie can reach any more is cleared away while listeners are served. */
@Tag("soak")
class ManySessionsIT {

    private static final int SESSIONS = 1_000_000;
    private static final int OLD = 50_000;

    @Test
    void aMillionSessionsAreTidiedWhileListenersAreServed() throws Exception {
        try (var cluster = new Cluster("many", 1, nodes -> { })) {
            cluster.begin(Rotation.NONE);
            var listener = cluster.connected("among-many");
            ManyRows.ofEveryAge(cluster.postgres, SESSIONS);
            ManyRows.beyondTheirCookies(cluster.postgres, OLD);
            assertThat(ManyRows.leftBeyondTheirCookies(cluster.postgres)).isEqualTo(OLD);
            cluster.node(0).close();
            cluster.node(0).start(); // it begins with the upkeep
            await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200)).until(() -> {
                assertThat(listener.token().status()).isEqualTo(200);
                return ManyRows.leftBeyondTheirCookies(cluster.postgres) == 0;
            });
            assertThat(cluster.postgres.value("select count(*) from grants")).isEqualTo(String.valueOf(SESSIONS + 1));
            assertThat(cluster.node(0).log()).doesNotContain("The database is away");
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(1)).until(() ->
                    new Listener(cluster.node(0).url()).get("/metrics").response().body()
                            .matches("(?s).*sostenuto_sessions_to_reauthorize\\{days=\"30\"[^}]*} [1-9].*"));
        }
    }
}
