package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Spotify that answers after everybody was told that it does not. */
class LateAnswerIT {

    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
    }

    @Test
    void anAnswerAfterTheDeadlineIsStoredAndNothingIsPresentedMeanwhile() {
        cluster.begin(Rotation.STRICT);
        var user = "late";
        var listener = SharedCluster.expired(user);
        var before = counted("sostenuto_late_answers_total");
        var held = cluster.spotify.hold();
        var told = listener.token();
        assertThat(held.awaitArrived(Duration.ofSeconds(1))).as("Spotify has decided").isTrue();
        assertThat(told.error()).isEqualTo("spotify_unavailable");
        assertThat(told.header("Retry-After")).isNotBlank();
        var again = listener.token();
        assertThat(again.error()).as("nobody presents it again").isEqualTo("spotify_unavailable");
        var elsewhere = cluster.at(1, listener).token();
        assertThat(elsewhere.error()).as("nor at the other node").isEqualTo("spotify_unavailable");
        assertThat(cluster.refreshes(user)).hasSize(1);
        held.release();
        var answer = SharedCluster.recovers(cluster.at(1, listener));
        assertThat(answer.version()).isEqualTo(2);
        assertThat(answer.accessToken()).isEqualTo(cluster.refreshes(user).get(0).accessToken());
        assertThat(cluster.refreshes(user)).hasSize(1);
        await().atMost(Duration.ofSeconds(5)).until(() -> counted("sostenuto_late_answers_total") == before + 1);
        cluster.assertNoReuse();
        Results.report(Fault.F27, "strict, two nodes", "callers are told in time; the answer is stored; presented once",
                Results.tally(Stream.of(told, again, elsewhere).map(one -> one.status() + " " + one.error()).toList())
                        + " at the two nodes; then version " + answer.version() + " from the other node, " + cluster.refreshes(user).size()
                        + " presentation, " + Math.round(counted("sostenuto_late_answers_total") - before) + " counted as late",
                cluster.spotify.fired());
    }

    private double counted(String metric) {
        return new Listener(cluster.node(0).url()).get("/metrics?scope=application").response().body().lines()
                .filter(line -> line.startsWith(metric)).mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
