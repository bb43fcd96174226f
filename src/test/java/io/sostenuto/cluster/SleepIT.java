package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node with the embedded database whose machine sleeps for two hours, which its monotonic clock does not notice, and is
 * set right again: backwards, after a pause that Spotify asked for.
 */
class SleepIT {

    private static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** Turns the node's wall clock to so far from ours. */
    private interface Turn {
        void to(Duration by) throws IOException;
    }

    @Test
    void aSleepHandsOutNoDeadTokenAndAClockThatIsSetBackBringsBackNoPause() throws IOException {
        var library = WallClock.library();
        Assumptions.assumeTrue(library.isPresent(), "libfaketime is not installed: on Debian, install its package");
        var cluster = SharedCluster.get();
        cluster.begin(Rotation.NONE);
        var clock = new WallClock(Path.of(System.getProperty("test.directory"), "clocks"));
        try (var node = clock.under(cluster.further("sleep"), library.get())) {
            node.with("SOSTENUTO_DB_URL", null).with("SOSTENUTO_PUBLIC_URL", node.url()).start();
            var leaver = connected(cluster, node, "leaver");
            Runnable line = () -> leaver.copy().post("/api/logout");
            sleeps(cluster, node, by -> clock.turn(by, node, line));
            isSetBack(cluster, node, by -> clock.turn(by, node, line));
        }
    }

    private static void sleeps(Cluster cluster, Node node, Turn clock) throws IOException {
        var listener = connected(cluster, node, "sleeper");
        var dead = listener.token();
        assertThat(dead.status()).isEqualTo(200);
        clock.to(TWO_HOURS);
        var answers = IntStream.range(0, 3).mapToObj(call -> listener.token()).toList();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.accessToken()).as("another than before the sleep").isNotEqualTo(dead.accessToken());
        });
        var refreshes = cluster.refreshes("sleeper").size();
        assertThat(refreshes).isEqualTo(1);
        Results.report(Results.Fault.F32, "embedded database, asleep for two hours, its token an hour old at most",
                "no token of before the sleep, one refresh", "versions " + versions(answers) + " after version "
                        + dead.version() + ", " + refreshes + " refresh", answers.size());
    }

    private static void isSetBack(Cluster cluster, Node node, Turn clock) throws IOException {
        var listener = connected(cluster, node, "paused");
        cluster.spotify.next(Fault.rateLimited(String.valueOf(PAUSE.toSeconds())));
        assertThat(listener.token("?newerThan=1").error()).isEqualTo("spotify_rate_limited");
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(500))
                .until(() -> listener.token("?newerThan=1").status() == 200);
        clock.to(Duration.ZERO);
        var answers = IntStream.range(2, 6).mapToObj(version -> listener.token("?newerThan=" + version)).toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
        assertThat(connected(cluster, node, "paused-later").token().status()).as("a login").isEqualTo(200);
        Results.report(Results.Fault.F30, "embedded database, a pause of " + PAUSE.toSeconds() + " s is over, clock set back by two hours",
                "renewals and logins go on", "renewed to versions " + versions(answers) + ", a login signs in", answers.size());
    }

    private static Listener connected(Cluster cluster, Node node, String user) {
        cluster.spotify.user(user, "Listener " + user);
        return new Listener(node.url()).connected();
    }

    private static List<Integer> versions(List<Listener.Answer> answers) {
        return answers.stream().map(Listener.Answer::version).toList();
    }
}
