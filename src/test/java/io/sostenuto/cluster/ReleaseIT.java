package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The next release joins the nodes of this one, and its migration is killed in the middle. */
@Tag("soak")
class ReleaseIT {

    @Test
    void theNextReleaseSharesTheDatabaseWithThisOne() throws Exception {
        var cluster = SharedCluster.get();
        cluster.begin(Rotation.STRICT);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(2)); // so that each node renews what another one has stored
        var folder = Path.of(System.getProperty("test.directory"), "next-release");
        var next = cluster.further("next-release").jar(NextRelease.in(folder));
        var listeners = IntStream.range(0, 6).mapToObj(i -> cluster.connected("release-" + i)).toList();
        var answers = new ConcurrentLinkedQueue<Listener.Answer>();
        var over = new AtomicBoolean();
        var load = CompletableFuture.runAsync(() -> {
            for (var turn = 0; !over.get(); turn++) {
                answers.add(cluster.at(turn % 2, listeners.get(turn % listeners.size())).token());
                rest();
            }
        });
        List<Integer> renewals;
        try (next) {
            next.launch();
            await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100)).until(() -> sleeping(cluster) == 1);
            next.kill();
            assertThat(added(cluster)).as("the killed migration left nothing").isZero();
            next.start();
            assertThat(added(cluster)).as("the migration was done by the second start").isEqualTo(1);
            over.set(true);
            load.join();
            assertThat(answers).hasSizeGreaterThan(20).allSatisfy(answer ->
                    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
            cluster.node(0).close();
            cluster.node(0).start();
            renewals = listeners.stream().flatMap(listener -> renewedBy(Stream.of(next, cluster.node(0), cluster.node(1)), listener).stream())
                    .toList();
        } finally {
            over.set(true);
        }
        cluster.assertNoReuse();
        Results.report(Fault.F24, "strict, under load; the migration is killed once", "no failed request; the migration is taken up again",
                "meanwhile " + Results.tally(answers.stream().map(Listener.Answer::status).toList()) + "; renewals of what another node stored "
                        + Results.tally(renewals), 1);
    }

    /** Each node renews what the one before has stored. */
    private static List<Integer> renewedBy(Stream<Node> nodes, Listener listener) {
        var version = listener.token().version();
        var statuses = new ArrayList<Integer>();
        for (var node : nodes.toList()) {
            var answer = Cluster.at(node, listener).token("?newerThan=" + version);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.version()).isGreaterThan(version);
            version = answer.version();
            statuses.add(answer.status());
        }
        return statuses;
    }

    private static void rest() {
        var end = System.nanoTime() + Duration.ofMillis(300).toNanos();
        await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > end);
    }

    private static int sleeping(Cluster cluster) {
        return Integer.parseInt(cluster.postgres.value("select count(*) from pg_stat_activity"
                + " where query like 'select pg_sleep(5)%' and state = 'active'"));
    }

    private static int added(Cluster cluster) {
        return Integer.parseInt(cluster.postgres.value("select count(*) from information_schema.columns"
                + " where table_name = 'grants' and column_name = 'of_the_next_release'"));
    }
}
