package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three nodes behind nginx with the file of {@code server-config}, asked at a pace that does not wait for them. */
@Tag("soak")
class RollingRestartIT {

    private static final int PACE = 220;
    private static final int LISTENERS = 48;
    /** A line of nginx' access log ends with the nodes that were asked. */
    private static final Pattern LOGGED = Pattern.compile("(?:GET|POST) /\\S* \\d+ \\d+ [\\d.]+ (.+)$");

    private static Deployment deployment;
    private static Front nginx;

    @BeforeAll
    static void start() throws Exception {
        assertThat(Front.Kind.NGINX.isHere()).as("nginx is installed").isTrue();
        deployment = new Deployment(3, node -> { });
        nginx = new Front(Front.Kind.NGINX, deployment);
    }

    @AfterAll
    static void end() {
        nginx.close();
        deployment.close();
    }

    @Test
    void threeNodesRolledUnderTwoHundredRequestsASecondFailNone() throws Exception {
        var cluster = deployment.begin(Rotation.STRICT);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(4)); // so that renewals are under way at any time
        var listeners = IntStream.range(0, LISTENERS).mapToObj(i -> nginx.browser(deployment.connected("rolling-" + i))).toList();
        var before = asked().size();
        var warmUpTraffic = new Traffic(nginx);
        try (var warmUp = load(warmUpTraffic, listeners)) { // nodes that all just started are slow for some seconds
            await().atMost(Duration.ofMinutes(2)).until(() -> warmUp.answered() > 20 * PACE);
        }
        var traffic = new Traffic(nginx);
        var renewals = cluster.spotify.tokenPosts();
        var load = load(traffic, listeners);
        try (load) {
            for (var node : cluster.nodes) {
                deployment.restart(node);
            }
            var back = load.answered();
            await().until(() -> load.answered() > back + 5 * PACE); // the last one is asked as well
        }
        renewals = cluster.spotify.tokenPosts() - renewals;
        System.out.printf("%d answers, %.1f a second, and %d renewals; half sent late by %s at most, 90 of 100 by %s, 99 by %s, all by %s%n",
                load.answered(), load.rate(), renewals, load.late(50), load.late(90), load.late(99), load.late(100));

        traffic.assertNoneFailed();
        cluster.assertNoReuse();
        assertThat(renewals).as("renewals were under way").isGreaterThan(5 * LISTENERS);
        assertThat(load.rate()).as("answers a second").isGreaterThanOrEqualTo(200);
        assertThat(load.late(90)).as("the pace was kept").isLessThan(Duration.ofSeconds(1));
        assertThat(load.late(100)).as("also while a node that just started was slow").isLessThan(Duration.ofSeconds(10));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() ->
                assertThat(asked()).as("no browser asked twice").hasSize(before + warmUpTraffic.answered() + traffic.answered()));
        var meanwhile = asked().stream().skip(before + warmUpTraffic.answered()).toList();
        assertThat(deployment.addresses()).as("nginx found each node gone, and asked another").allSatisfy(node ->
                assertThat(meanwhile).anyMatch(nodes -> nodes.startsWith(node + ", ")));
    }

    private static SteadyLoad load(Traffic traffic, List<Listener> listeners) {
        return new SteadyLoad(PACE, LISTENERS, (caller, turn) -> traffic.ask(listeners.get(caller), caller + turn));
    }

    /** @return the nodes that were asked, of each request that reached nginx */
    private static List<String> asked() {
        return nginx.log().lines().map(LOGGED::matcher).filter(Matcher::find).map(line -> line.group(1)).toList();
    }
}
