package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A wall clock that jumps by two hours under a running node, forth and back. */
@Tag("soak")
class ClockIT {

    private static final List<Duration> JUMPS = List.of(Duration.ofHours(2), Duration.ofHours(-2), Duration.ZERO);
    private Cluster cluster;
    private Path library;

    @BeforeEach
    void clock() {
        var found = WallClock.library();
        Assumptions.assumeTrue(found.isPresent(), "libfaketime is not installed: on Debian, install its package");
        library = found.get();
        cluster = SharedCluster.get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatJumpsLosesNothingAndCostsAtMostOneRefreshASession(boolean embedded) throws IOException {
        cluster.begin(Rotation.STRICT);
        var most = 0;
        var served = 0;
        var kind = embedded ? "embedded" : "shared";
        var clock = new WallClock(Path.of(System.getProperty("test.directory"), "clocks"));
        var node = clock.under(cluster.further("clock-" + kind), library);
        if (embedded) {
            node.with("SOSTENUTO_DB_URL", null).with("SOSTENUTO_PUBLIC_URL", node.url());
        }
        try (node) {
            node.start();
            var users = IntStream.range(0, 5).mapToObj(i -> kind + "-clock-" + i).toList();
            var listeners = users.stream().map(user -> connected(node, user)).toList();
            var leaver = connected(node, kind + "-clock-leaver");
            for (var jump : JUMPS) {
                clock.turn(jump, node, () -> leaver.copy().post("/api/logout"));
                var before = cluster.spotify.tokenPosts();
                for (var listener : listeners) {
                    assertServed(listener);
                    assertServed(listener);
                    served += 2;
                    assertThat(listener.get("/api/session").json().getBoolean("authenticated")).isTrue();
                }
                var refreshes = cluster.spotify.tokenPosts() - before;
                assertThat(refreshes).as("refreshes after the jump to %s", jump).isLessThanOrEqualTo(users.size());
                most = Math.max(most, refreshes);
                assertServed(connected(node, kind + "-clock-later" + jump.toHours()));
            }
            users.forEach(user -> assertThat(cluster.refreshes(user)).as("refreshes of %s", user)
                    .hasSizeLessThanOrEqualTo(embedded ? JUMPS.size() : 0));
            if (!embedded) {
                listeners.forEach(listener -> assertServed(cluster.at(0, listener)));
            }
        }
        cluster.assertNoReuse();
        Results.report(Fault.F18, "strict, " + kind + " database", "nothing is lost, at most one refresh a session and jump",
                served + " × 200 after the jumps; at most " + most + " refreshes of 5 sessions after one", JUMPS.size());
    }

    private Listener connected(Node node, String user) {
        cluster.spotify.user(user, "Listener " + user);
        return new Listener(node.url()).connected();
    }

    private static void assertServed(Listener listener) {
        var answer = listener.token();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().getInt("expiresIn")).as("never longer than Spotify said").isBetween(1, 3600);
    }
}
