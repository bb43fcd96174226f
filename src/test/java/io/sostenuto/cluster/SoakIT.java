package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Long runs, by {@code mvn verify -Psoak}: {@code -Dsoak.minutes} for each of the tests, {@code -Dsoak.seed} to have the
 * same faults again. Whatever was broken, every session lives on afterwards without a login.
 */
@Tag("soak")
class SoakIT {

    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
    private static final int SESSIONS = 40;
    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
    }

    @AfterEach
    void mended() throws Exception {
        cluster.proxy.mend();
        cluster.spotify.calm();
    }

    @Test
    void randomFaultsLoseNoSession() throws Exception {
        var seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.println("soak.seed=" + seed);
        var random = new Random(seed);
        cluster.begin(Rotation.GRACE);
        cluster.spotify.graceFor(Duration.ofHours(1)).accessTokenLife(Duration.ofSeconds(5));
        var listeners = IntStream.range(0, SESSIONS).mapToObj(i -> cluster.connected("soak-" + i)).toList();
        var over = new AtomicBoolean();
        var load = CompletableFuture.supplyAsync(() -> ask(listeners, over));
        var end = Instant.now().plus(LENGTH);
        var harms = new TreeMap<Harm, Integer>();
        while (Instant.now().isBefore(end)) {
            var harm = Harm.values()[random.nextInt(Harm.values().length)];
            breakSomething(harm, random);
            harms.merge(harm, 1, Integer::sum);
        }
        over.set(true);
        var answers = load.join();
        var fired = cluster.spotify.fired();
        cluster.spotify.calm();
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        listeners.forEach(listener -> assertThat(SharedCluster.recovers(listener).status()).isEqualTo(200));
        cluster.assertNoReuse();
        System.out.println(harms + ", " + fired + " of Spotify's faults fired; " + answers + "; " + cluster.spotify.tokenPosts()
                + " presentations, " + SESSIONS + " sessions alive");
        assertThat(answers.served()).as("tokens meanwhile").isGreaterThan(SESSIONS);
        assertThat(fired).as("Spotify's faults").isGreaterThanOrEqualTo(harms.containsKey(Harm.SPOTIFY_GARBLES) ? 1 : 0);
    }

    /** What is broken. */
    private enum Harm {
        DATABASE_KILLED, DATABASE_CUT_OFF, DATABASE_FROZEN, NODE_KILLED, SPOTIFY_DOWN, SPOTIFY_GARBLES, NODE_FROZEN
    }

    /** What browsers heard. @param unanswered of a node that was not there */
    private record Answers(int served, int refused, int unanswered) {
    }

    private void breakSomething(Harm harm, Random random) throws Exception {
        switch (harm) {
            case DATABASE_KILLED -> {
                cluster.postgres.kill();
                rest(random);
                cluster.postgres.start();
            }
            case DATABASE_CUT_OFF -> {
                cluster.proxy.cut();
                rest(random);
                cluster.proxy.mend();
            }
            case DATABASE_FROZEN -> {
                cluster.postgres.freeze();
                rest(random);
                cluster.postgres.thaw();
            }
            case NODE_KILLED -> {
                var node = cluster.node(random.nextInt(2));
                node.kill();
                node.start();
            }
            case SPOTIFY_DOWN -> {
                cluster.spotify.always(Fault.status(503));
                rest(random);
                cluster.spotify.calm();
            }
            case SPOTIFY_GARBLES -> cluster.spotify.next(Fault.loseReply(), Fault.closeBeforeHeaders(), Fault.truncated(), Fault.html());
            case NODE_FROZEN -> {
                var node = List.of(cluster.node(random.nextInt(2)).process());
                Signals.send("STOP", node);
                rest(random);
                Signals.send("CONT", node);
            }
        }
        rest(random);
    }

    /** Half a second to four of them. */
    private static void rest(Random random) {
        rest(Duration.ofMillis(500 + random.nextInt(3500)));
    }

    private static void rest(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > end);
    }

    /** Browsers that go on asking; nobody is ever told to log in. */
    private Answers ask(List<Listener> listeners, AtomicBoolean over) {
        var served = 0;
        var refused = 0;
        var unanswered = 0;
        for (var turn = 0; !over.get(); turn++) {
            var listener = listeners.get(turn % SESSIONS);
            var there = cluster.at(turn % 2, listener);
            try {
                var answer = there.token();
                assertThat(answer.status()).as(answer.response().body()).isNotEqualTo(401);
                listener.cookies().putAll(there.cookies());
                if (answer.status() == 200) {
                    served++;
                } else {
                    refused++;
                }
            } catch (UncheckedIOException gone) {
                unanswered++;
            }
        }
        return new Answers(served, refused, unanswered);
    }

    @Test
    void aThousandUsersRefusedByMistakeComeBack() {
        cluster.begin(Rotation.NONE);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        var listeners = IntStream.range(0, 1000).mapToObj(i -> cluster.connected("thousand-" + i)).toList();
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        cluster.spotify.always(Fault.falseInvalidGrant());
        askOnce(listeners);
        var recognised = cluster.spotify.tokenPosts();
        var begun = Instant.now();
        while (Instant.now().isBefore(begun.plus(LENGTH))) {
            askOnce(listeners);
            rest(Duration.ofSeconds(5)); // as Retry-After tells them
        }
        var probes = cluster.spotify.tokenPosts() - recognised;
        System.out.println(probes + " presentations in " + LENGTH + " once the incident was recognised");
        assertThat(probes).as("each node tries once a minute, after a quick start").isLessThan((int) (2 * LENGTH.toMinutes() + 8));
        cluster.spotify.calm();
        await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(2)).until(() -> {
            var some = listeners.subList(0, 20);
            askOnce(some);
            return some.stream().allMatch(listener -> listener.token().status() == 200);
        });
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(2)).until(() ->
                listeners.stream().allMatch(listener -> listener.token().status() == 200));
        Results.report(Results.Fault.F16_LONG, "none, two nodes, for " + LENGTH.toMinutes() + " minutes",
                "at most a few probes once it is recognised; every session works without a login",
                probes + " presentations once it was recognised; all " + listeners.size() + " sessions served again", 1);
    }

    private void askOnce(List<Listener> listeners) {
        Cluster.all(IntStream.range(0, listeners.size()).mapToObj(i -> cluster.at(i % 2, listeners.get(i)).tokenLater(""))
                .toList());
    }
}
