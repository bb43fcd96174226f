package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes of the release before and of this one share sessions for a long time, as while an installation changes over:
 * {@code mvn verify -Psoak -Dprevious.commit=… -Dmixed.minutes=…}, with the defaults of the pom.
 */
@Tag("soak")
class MixedReleasesIT {

    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("mixed.minutes"));
    private static final int SESSIONS = 20;
    /** A session is logged out, and another one opened, after so many rounds. */
    private static final int ROUNDS_TO_A_LOGOUT = 10;

    @Test
    void nodesOfTwoReleasesPresentNoGenerationTwiceAndHearEachOthersLogouts() throws IOException, InterruptedException {
        var jar = PreviousRelease.jar();
        var cluster = SharedCluster.get();
        cluster.begin(Rotation.STRICT);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(3));
        try (var before = cluster.further("release-before").jar(jar).start()) {
            var nodes = List.of(before, cluster.node(0));
            var listeners = new ArrayList<>(IntStream.range(0, SESSIONS).mapToObj(i -> connected(nodes, i, "mixed-" + i)).toList());
            var end = Instant.now().plus(LENGTH);
            var rounds = 0;
            var logouts = 0;
            var slowest = Duration.ZERO;
            while (Instant.now().isBefore(end)) {
                askAtBoth(nodes, listeners);
                if (++rounds % ROUNDS_TO_A_LOGOUT == 0) {
                    var heard = logout(nodes, logouts, listeners.set(logouts % SESSIONS, connected(nodes, logouts, "mixed-new-" + logouts)));
                    slowest = heard.compareTo(slowest) > 0 ? heard : slowest;
                    logouts++;
                }
            }
            cluster.assertNoReuse();
            assertThat(logouts).isPositive();
            assertThat(slowest).as("the slowest logout to be heard").isLessThan(Duration.ofSeconds(1));
            Results.report(Fault.F24, "strict, nodes of the commit " + PreviousRelease.commit().substring(0, 7) + " and of this one, "
                            + LENGTH.toMinutes() + " minutes, tokens of 3 s",
                    "each opens the other's cookies; no generation is presented twice; a logout is heard within a second",
                    cluster.spotify.tokenPosts() + " presentations, none twice; " + logouts + " logouts, the slowest heard after "
                            + slowest.toMillis() + " ms", rounds);
        }
    }

    /** Sessions are opened at each of the nodes by turns. */
    private static Listener connected(List<Node> nodes, int turn, String user) {
        SharedCluster.get().spotify.user(user, "Listener " + user);
        return new Listener(nodes.get(turn % 2).url()).connected();
    }

    /** Every session at both nodes at once: whichever is first renews it. */
    private static void askAtBoth(List<Node> nodes, List<Listener> listeners) {
        var calls = listeners.stream().flatMap(listener -> nodes.stream().map(node -> Cluster.at(node, listener).tokenLater("")))
                .toList();
        assertThat(Cluster.all(calls)).allSatisfy(answer -> assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
    }

    /** @return how long after its answer the other node still served the session */
    private static Duration logout(List<Node> nodes, int turn, Listener leaver) {
        var here = nodes.get(turn % 2);
        var there = nodes.get((turn + 1) % 2);
        assertThat(Cluster.at(here, leaver).post("/api/logout").status()).isEqualTo(204);
        var answered = Instant.now();
        while (Cluster.at(there, leaver).token().status() == 200) {
            assertThat(Instant.now()).isBefore(answered.plusSeconds(10));
        }
        return Duration.between(answered, Instant.now());
    }
}
