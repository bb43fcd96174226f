package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A primary that dies, and a standby that had not heard all of it. */
class FailoverIT {

    private static final String ENDED = "select count(*) from grants where spotify_user = 'leaver' and ended_at is not null";

    private final Cluster cluster = SharedCluster.get();

    @Test
    void logoutsThatTheNewPrimaryHasNotHeardHold() throws Exception {
        cluster.begin(Rotation.STRICT);
        var link = new Proxy(cluster.postgres.port());
        try (link; var standby = cluster.postgres.standby(link.port())) {
            standby.start();
            areBack();
            var leaver = cluster.connected("leaver");
            var stays = cluster.connected("stays");
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    "2".equals(standby.value("select count(*) from grants where spotify_user in ('leaver', 'stays')")));
            var copies = List.of(cluster.at(0, leaver), cluster.at(1, leaver));
            link.cut();
            assertThat(leaver.post("/api/logout").status()).isEqualTo(204);
            assertThat(SharedCluster.recovers(cluster.at(1, stays)).status()).isEqualTo(200);
            for (var copy : copies) {
                assertThat(refused(copy)).as("both nodes know of the logout before the primary dies").isEqualTo("no_session");
            }
            var lost = 1 - Integer.parseInt(standby.value(ENDED));
            assertThat(lost).as("logouts that the standby does not know").isEqualTo(1);
            cluster.postgres.kill();
            standby.promote();
            cluster.proxy.lead(standby.port());
            var seen = new ArrayList<String>();
            for (var copy : copies) {
                seen.add(refused(copy));
            }
            assertThat(seen).containsOnly("no_session");
            await().atMost(Duration.ofSeconds(20)).until(() -> "1".equals(standby.value(ENDED)));
            assertThat(SharedCluster.recovers(cluster.at(1, stays)).status()).isEqualTo(200);
            assertThat(cluster.nodes).anyMatch(node -> node.log().contains("it was told the end of"));
            Results.report(Fault.F45, "strict, an asynchronous standby is cut off, then a logout, then the primary dies",
                    "the logout holds on both nodes, and the new primary is told of it; the other session lives on",
                    "copied cookie: " + String.join(", ", seen) + "; ends in the new primary: " + standby.value(ENDED) + " of " + lost, lost);
        } finally {
            cluster.postgres.ensureRunning();
            cluster.proxy.lead(cluster.postgres.port());
            areBack();
        }
        cluster.assertNoReuse();
    }

    private void areBack() {
        cluster.nodes.forEach(node -> await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(300)).until(() ->
                new Listener(node.url()).get("/health/ready").response().body().contains("\"database\":\"present\"")));
    }

    /** @return how it is refused, once the database is asked again */
    private static String refused(Listener copy) {
        return await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(100)).until(() -> {
            var answer = copy.token();
            assertThat(answer.status()).as(answer.response().body()).isIn(401, 503);
            return answer;
        }, answer -> answer.status() == 401).error();
    }
}
