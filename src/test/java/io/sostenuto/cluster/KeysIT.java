package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The keys are changed node by node, in the three steps of the documentation, while listeners go on asking. */
@Tag("soak")
class KeysIT {

    private static final String YOUNG = "k2:" + Base64.getEncoder().encodeToString("another-key-of-32-octets-exactly".getBytes());

    @Test
    void keysAreChangedUnderLoadWithoutAFailureOrALogout() throws Exception {
        var cluster = SharedCluster.get();
        cluster.begin(Rotation.STRICT);
        var listeners = IntStream.range(0, 10).mapToObj(i -> cluster.connected("keys-" + i)).toList();
        var failures = new ConcurrentHashMap<String, Integer>();
        var answered = new ConcurrentHashMap<Integer, Integer>();
        var over = new AtomicBoolean();
        var load = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                listeners.forEach(listener -> ask(cluster, listener, answered, failures));
            }
        });
        var steps = List.of(Cluster.KEYS + "," + YOUNG, YOUNG + "," + Cluster.KEYS, YOUNG);
        var restarts = 0;
        for (var step : steps) {
            if (step.equals(YOUNG)) {
                await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofSeconds(1)).until(() ->
                        new Listener(cluster.node(0).url()).get("/metrics").response().body()
                                .matches("(?s).*sostenuto_sealed_sessions\\{[^}]*key=\"k1\"[^}]*} 0(\\.0)?\\s.*"));
            }
            cluster.rotateKeys(step);
            restarts += cluster.nodes.size();
        }
        over.set(true);
        load.join();
        assertThat(failures).as("answers that were no token").isEmpty();
        assertThat(answered.get(200)).isGreaterThan(100);
        var tokens = new ArrayList<Integer>();
        listeners.forEach(listener -> tokens.add(listener.token("?newerThan=" + listener.token().version()).status()));
        assertThat(tokens).as("renewals with the rows sealed anew").containsOnly(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> cluster.nodes.stream().flatMap(node -> node.log().lines())
                .anyMatch(line -> line.contains("sys_key_retired") && line.contains("\"reason\":\"k1\"")));
        cluster.assertNoReuse();
        Results.report(Fault.F22, "append, promote, drop; node by node", "no failed request, no logout",
                answered.getOrDefault(200, 0) + " × 200 from the nodes that ran, " + failures.size() + " failures; renewals afterwards: "
                        + Results.tally(tokens), restarts);
    }

    /** As a balancer does it: the next node where one does not answer. */
    private static void ask(Cluster cluster, Listener listener, Map<Integer, Integer> answered, Map<String, Integer> failures) {
        for (var node = 0; node < 2; node++) {
            try {
                if (cluster.node(node).status("/health/ready") != 200) {
                    continue;
                }
                var there = cluster.at(node, listener);
                var answer = there.token();
                listener.cookies().putAll(there.cookies());
                if (answer.status() == 503 && answer.header("Content-Type").startsWith("text/html")) {
                    continue; // the server's own page: the application has left this node between two calls
                }
                answered.merge(answer.status(), 1, Integer::sum);
                if (answer.status() != 200) {
                    failures.merge(answer.response().body(), 1, Integer::sum);
                }
                return;
            } catch (UncheckedIOException gone) {
                answered.merge(0, 1, Integer::sum);
            }
        }
    }
}
