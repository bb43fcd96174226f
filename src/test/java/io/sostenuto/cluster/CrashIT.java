package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Outcome;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Nodes that die, stop and end in the middle of a renewal. The second node breaks, the first one goes on. */
class CrashIT {

    /** How long a rotated token is still taken, where there is a grace. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMinutes(2);

    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
    }

    @AfterEach
    void bothNodesRun() {
        for (var node : cluster.nodes) {
            if (!node.process().isAlive()) {
                node.launch();
            }
            node.ready();
        }
    }

    /** @return how often the fault fired */
    private int crashAt(Fault fault, Listener listener) throws Exception {
        SharedCluster.arm(fault.name());
        var call = cluster.at(1, listener).tokenLater("");
        assertThat(cluster.node(1).exit()).isEqualTo(137);
        var fired = SharedCluster.fired(fault.name());
        assertThat(fired).as("the crash point was reached").isEqualTo(1);
        assertThatThrownBy(call::join).as("nobody answered").isInstanceOf(CompletionException.class);
        cluster.node(1).launch(); // it boots while the other node goes on
        return fired;
    }

    @ParameterizedTest
    @CsvSource({"F1, 0, nothing was sent", "F2, 0, nothing was sent"})
    void aCrashBeforeTheSendCostsNothing(Fault fault, int sent, String expected) throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "before-" + fault;
        var listener = SharedCluster.expired(user);
        var fired = crashAt(fault, listener);
        var sentByTheDead = cluster.refreshes(user).size();
        assertThat(sentByTheDead).isEqualTo(sent);
        var answer = SharedCluster.recovers(listener);
        assertThat(answer.version()).isEqualTo(2);
        var inAll = cluster.refreshes(user).size();
        assertThat(inAll).isEqualTo(1);
        Results.report(fault, "strict", expected + "; another node renews", sentByTheDead + " sent by the dead node, " + inAll
                + " in all; then " + answer.status() + ", version " + answer.version(), fired);
    }

    @ParameterizedTest
    @EnumSource(value = Rotation.class, names = {"NONE", "GRACE"})
    void aCrashWithTheAnswerUnheardIsRecoveredWhereTheOldTokenStillWorks(Rotation rotation) throws Exception {
        cluster.begin(rotation);
        cluster.spotify.graceFor(LONGER_THAN_A_LEASE);
        var user = "unheard-" + rotation;
        var listener = SharedCluster.expired(user);
        dieUnheard(listener);
        var answer = SharedCluster.recovers(listener);
        var outcomes = outcomes(user);
        assertThat(outcomes).hasSize(2).doesNotContain(Outcome.REUSE_DETECTED);
        Results.report(Fault.F3, rotation.name().toLowerCase(), "recovered", answer.status() + ", version " + answer.version()
                + "; refreshes " + outcomes, cluster.spotify.fired());
    }

    @Test
    void aCrashWithTheAnswerUnheardCostsOneLoginUnderStrictRotation() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("unheard-strict");
        dieUnheard(listener);
        Results.report(Fault.F3, "strict", "one retry, one login, nothing stuck", oneLogin(listener, "unheard-strict"),
                cluster.spotify.fired());
    }

    private void dieUnheard(Listener listener) throws Exception {
        var held = cluster.spotify.hold();
        cluster.at(1, listener).tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.node(1).kill();
        held.release();
        cluster.node(1).launch();
    }

    private List<Outcome> outcomes(String user) {
        return cluster.refreshes(user).stream().map(Presentation::outcome).toList();
    }

    /** @return what was seen */
    private String oneLogin(Listener listener, String user) {
        var refusal = await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(500))
                .until(listener::token, answer -> answer.status() != 503);
        assertThat(refusal.error()).isEqualTo("reauthorization_required");
        assertThat(cluster.refreshes(user)).hasSize(2);
        assertThat(listener.token().error()).isEqualTo("reauthorization_required");
        var outcomes = outcomes(user);
        assertThat(outcomes).as("never presented again").containsExactly(Outcome.ROTATED, Outcome.REUSE_DETECTED);
        var afterwards = listener.connected().token().status();
        assertThat(afterwards).isEqualTo(200);
        return "refreshes " + outcomes + "; " + refusal.status() + " " + refusal.error() + "; " + afterwards + " after one login";
    }

    @Test
    void aCrashWithTheAnswerInMemoryIsTheSame() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("in-memory");
        var fired = crashAt(Fault.F4, listener);
        Results.report(Fault.F4, "strict", "one retry, one login, nothing stuck", oneLogin(listener, "in-memory"), fired);
    }

    @Test
    void aCrashAfterTheJournalIsReplayedAtTheNextStart() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "journal";
        var listener = SharedCluster.expired(user);
        var fired = crashAt(Fault.F5, listener);
        cluster.node(1).ready();
        var answer = SharedCluster.recovers(listener);
        var outcomes = outcomes(user);
        assertThat(outcomes).as("the second with the token from the journal").containsExactly(Outcome.ROTATED, Outcome.ROTATED);
        Results.report(Fault.F5, "strict", "replayed at the restart, the old token never sent again",
                "refreshes " + outcomes + "; " + answer.status() + ", version " + answer.version(), fired);
    }

    @Test
    void aCrashAfterTheCommitCostsNoSecondRefresh() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "committed";
        var listener = SharedCluster.expired(user);
        var fired = crashAt(Fault.F6, listener);
        var answer = SharedCluster.recovers(listener);
        assertThat(answer.version()).isEqualTo(2);
        var refreshes = cluster.refreshes(user);
        assertThat(refreshes).hasSize(1);
        var same = answer.accessToken().equals(refreshes.get(0).accessToken());
        assertThat(same).as("the access token that Spotify issued").isTrue();
        Results.report(Fault.F6, "strict", "the same access token, no further refresh", answer.status() + ", "
                + (same ? "the same" : "another") + " access token, " + refreshes.size() + " refresh in all", fired);
    }

    @ParameterizedTest
    @EnumSource(value = Rotation.class, names = {"NONE", "GRACE"})
    void aLeaderThatWakesAfterItsLeaseWritesNothing(Rotation rotation) {
        cluster.begin(rotation);
        cluster.spotify.graceFor(LONGER_THAN_A_LEASE);
        var user = "stopped-" + rotation;
        var listener = SharedCluster.expired(user);
        var held = cluster.spotify.hold();
        var late = cluster.at(1, listener).tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        Signals.send("STOP", List.of(cluster.node(1).process()));
        held.release();
        Listener.Answer answer;
        try {
            answer = SharedCluster.recovers(listener);
        } finally {
            Signals.send("CONT", List.of(cluster.node(1).process()));
        }
        assertThat(answer.version()).isEqualTo(2);
        var told = late.join().status();
        assertThat(told).as("the late caller is answered, too").isIn(200, 503);
        await().atMost(Duration.ofSeconds(10)).until(() -> SharedCluster.recovers(cluster.at(1, listener)).version() == 2);
        var stands = SharedCluster.recovers(listener);
        var winners = stands.accessToken().equals(answer.accessToken());
        assertThat(winners).as("the winner's token stands").isTrue();
        var outcomes = outcomes(user);
        assertThat(outcomes).hasSize(2).doesNotContain(Outcome.REUSE_DETECTED);
        Results.report(Fault.F7, rotation.name().toLowerCase(), "its late write is refused", "refreshes " + outcomes + "; version "
                + stands.version() + ", " + (winners ? "the winner's" : "another") + " token; the late caller: " + told,
                cluster.spotify.fired());
    }

    @Test
    void aNodeThatIsToldToEndFinishesItsRefresh() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "ended";
        var listener = SharedCluster.expired(user);
        var held = cluster.spotify.hold();
        var call = cluster.at(1, listener).tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.node(1).terminate();
        await().atMost(Duration.ofSeconds(5)).until(() -> cluster.node(1).status("/health/ready") != 200);
        var told = call.join();
        assertToldToAskAgain(told);
        held.release();
        cluster.node(1).exit();
        var version = SharedCluster.recovers(listener).version();
        assertThat(version).isEqualTo(2);
        var refreshes = cluster.refreshes(user).size();
        assertThat(refreshes).isEqualTo(1);
        Results.report(Fault.F8, "strict", "not ready at once; who waits is told to ask again; the result is stored",
                "not ready; " + told.status() + " with Retry-After " + told.header("Retry-After") + "; " + refreshes
                        + " refresh, version " + version + " served by the other node", cluster.spotify.fired());
    }

    private static void assertToldToAskAgain(Listener.Answer told) {
        assertThat(told.status()).as(told.response().body()).isEqualTo(503);
        assertThat(told.header("Retry-After")).matches("[1-9][0-9]?");
    }

    @Test
    void aNodeThatEndsKeepsWhatARefreshFromACookieBringsToIt() throws Exception {
        cluster.begin(Rotation.NONE);
        var user = "ended-away";
        var listener = SharedCluster.expired(user);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        assertThat(listener.token().status()).isEqualTo(200);
        assertThat(listener.token("?newerThan=2").status()).as("its cookie says that the token is kept").isEqualTo(200);
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        cluster.spotify.rotation(Rotation.STRICT);
        cluster.postgres.kill();
        var before = cluster.refreshes(user).size();
        Listener.Answer told;
        try {
            var held = cluster.spotify.hold();
            var call = cluster.at(1, listener).tokenLater("");
            assertThat(held.awaitArrived(Duration.ofSeconds(10))).as("it is refreshed from the cookie").isTrue();
            cluster.node(1).terminate();
            told = call.join();
            assertToldToAskAgain(told);
            held.release();
            cluster.node(1).exit();
        } finally {
            cluster.postgres.start();
        }
        cluster.node(1).start();
        var afterwards = SharedCluster.recovers(listener);
        var outcomes = outcomes(user).subList(before, outcomes(user).size());
        assertThat(outcomes).doesNotContain(Outcome.REUSE_DETECTED);
        Results.report(Fault.F29, "strict, after refreshes that kept the token",
                "who waits is told to ask again; the new refresh token is in the journal of the node, and lives on",
                told.status() + "; refreshes " + outcomes + "; " + afterwards.status() + ", version " + afterwards.version()
                        + " after the restart", cluster.spotify.fired());
    }

    @Test
    void afterAnAnswerNothingIsLostWhateverDies() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("all");
        var withOldCookie = cluster.at(0, listener);
        assertThat(cluster.at(1, listener).token().version()).isEqualTo(2);
        cluster.node(1).kill();
        cluster.node(0).kill();
        cluster.postgres.kill();
        var dead = (int) Stream.of(cluster.node(0).process(), cluster.node(1).process(), cluster.postgres.process())
                .filter(process -> !process.isAlive()).count();
        assertThat(dead).isEqualTo(3);
        cluster.postgres.start();
        cluster.nodes.forEach(node -> node.start());
        var served = SharedCluster.recovers(withOldCookie);
        assertThat(served.version()).isEqualTo(2);
        var next = withOldCookie.token("?newerThan=2");
        assertThat(next.version()).isEqualTo(3);
        var outcomes = outcomes("all");
        assertThat(outcomes).doesNotContain(Outcome.REUSE_DETECTED);
        Results.report(Fault.ALL, "strict", "nothing is lost", served.status() + ", version " + served.version() + "; then "
                + next.status() + ", version " + next.version() + "; refreshes " + outcomes, dead);
    }
}
