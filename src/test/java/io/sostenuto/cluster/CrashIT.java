package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Outcome;
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

    private void crashAt(Fault fault, Listener listener) throws Exception {
        SharedCluster.arm(fault.name());
        var call = cluster.at(1, listener).tokenLater("");
        assertThat(cluster.node(1).exit()).isEqualTo(137);
        assertThat(SharedCluster.fired(fault.name())).as("the crash point was reached").isTrue();
        assertThatThrownBy(call::join).as("nobody answered").isInstanceOf(CompletionException.class);
        cluster.node(1).launch(); // it boots while the other node goes on
    }

    @ParameterizedTest
    @CsvSource({"F1, 0, nothing was sent", "F2, 0, nothing was sent"})
    void aCrashBeforeTheSendCostsNothing(Fault fault, int sent, String expected) throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "before-" + fault;
        var listener = SharedCluster.expired(user);
        crashAt(fault, listener);
        assertThat(cluster.refreshes(user)).hasSize(sent);
        var answer = SharedCluster.recovers(listener);
        assertThat(answer.version()).isEqualTo(2);
        assertThat(cluster.refreshes(user)).hasSize(1);
        Results.report(fault, "strict", expected + "; another node renews", "0 sent by the dead node, then 1; token served", 1);
    }

    @ParameterizedTest
    @EnumSource(value = Rotation.class, names = {"NONE", "GRACE"})
    void aCrashWithTheAnswerUnheardIsRecoveredWhereTheOldTokenStillWorks(Rotation rotation) throws Exception {
        cluster.begin(rotation);
        cluster.spotify.graceFor(LONGER_THAN_A_LEASE);
        var user = "unheard-" + rotation;
        var listener = SharedCluster.expired(user);
        dieUnheard(listener);
        assertThat(SharedCluster.recovers(listener).status()).isEqualTo(200);
        assertThat(cluster.refreshes(user)).hasSize(2);
        cluster.assertNoReuse();
        Results.report(Fault.F3, rotation.name().toLowerCase(), "recovered", "recovered by one more refresh", 1);
    }

    @Test
    void aCrashWithTheAnswerUnheardCostsOneLoginUnderStrictRotation() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("unheard-strict");
        dieUnheard(listener);
        assertOneLogin(listener, "unheard-strict");
        Results.report(Fault.F3, "strict", "one retry, one login, nothing stuck", "1 retry refused, 1 login asked for, login works", 1);
    }

    private void dieUnheard(Listener listener) throws Exception {
        var held = cluster.spotify.hold();
        cluster.at(1, listener).tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.node(1).kill();
        held.release();
        cluster.node(1).launch();
    }

    private void assertOneLogin(Listener listener, String user) {
        var refusal = await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(500))
                .until(listener::token, answer -> answer.status() != 503);
        assertThat(refusal.error()).isEqualTo("reauthorization_required");
        assertThat(cluster.refreshes(user)).hasSize(2);
        assertThat(listener.token().error()).isEqualTo("reauthorization_required");
        assertThat(cluster.refreshes(user)).as("never presented again").hasSize(2);
        assertThat(listener.connected().token().status()).isEqualTo(200);
    }

    @Test
    void aCrashWithTheAnswerInMemoryIsTheSame() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("in-memory");
        crashAt(Fault.F4, listener);
        assertOneLogin(listener, "in-memory");
        Results.report(Fault.F4, "strict", "one retry, one login, nothing stuck", "1 retry refused, 1 login asked for, login works", 1);
    }

    @Test
    void aCrashAfterTheJournalIsReplayedAtTheNextStart() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "journal";
        var listener = SharedCluster.expired(user);
        crashAt(Fault.F5, listener);
        cluster.node(1).ready();
        assertThat(SharedCluster.recovers(listener).status()).isEqualTo(200);
        assertThat(cluster.refreshes(user)).extracting(presentation -> presentation.outcome())
                .containsExactly(Outcome.ROTATED, Outcome.ROTATED);
        cluster.assertNoReuse();
        Results.report(Fault.F5, "strict", "replayed at the restart, the old token never sent again",
                "renewed with the token from the journal, no reuse", 1);
    }

    @Test
    void aCrashAfterTheCommitCostsNoSecondRefresh() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "committed";
        var listener = SharedCluster.expired(user);
        crashAt(Fault.F6, listener);
        var answer = SharedCluster.recovers(listener);
        assertThat(answer.version()).isEqualTo(2);
        assertThat(cluster.refreshes(user)).hasSize(1);
        assertThat(answer.accessToken()).isEqualTo(cluster.refreshes(user).get(0).accessToken());
        Results.report(Fault.F6, "strict", "the same access token, no further refresh", "the same access token, 1 refresh in all", 1);
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
        assertThat(late.join().status()).as("the late caller is answered, too").isIn(200, 503);
        await().atMost(Duration.ofSeconds(10)).until(() -> SharedCluster.recovers(cluster.at(1, listener)).version() == 2);
        assertThat(SharedCluster.recovers(listener).accessToken()).as("the winner's token stands")
                .isEqualTo(answer.accessToken());
        assertThat(cluster.refreshes(user)).hasSize(2);
        cluster.assertNoReuse();
        Results.report(Fault.F7, rotation.name().toLowerCase(), "its late write is refused", "version and token are the winner's", 1);
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
                        + " refresh, version " + version + " served by the other node", 1);
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
        assertThat(SharedCluster.recovers(listener).status()).isEqualTo(200);
        cluster.assertNoReuse();
        Results.report(Fault.F29, "strict, after refreshes that kept the token",
                "who waits is told to ask again; the new refresh token is in the journal of the node, and lives on",
                told.status() + "; " + (cluster.refreshes(user).size() - before) + " refreshes, no reuse; token served after the restart", 1);
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
        cluster.postgres.start();
        cluster.nodes.forEach(node -> node.start());
        assertThat(SharedCluster.recovers(withOldCookie).version()).isEqualTo(2);
        assertThat(withOldCookie.token("?newerThan=2").version()).isEqualTo(3);
        cluster.assertNoReuse();
        Results.report(Fault.ALL, "strict", "nothing is lost", "the token is served, and the next refresh works without reuse", 3);
    }
}
