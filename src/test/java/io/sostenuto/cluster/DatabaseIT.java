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

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A PostgreSQL that is killed, cut off, frozen and set back. */
class DatabaseIT {

    private static final int ROUNDS = 4;

    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
    }

    @AfterEach
    void theDatabaseIsSeenByBothNodes() throws Exception {
        cluster.postgres.ensureRunning();
        cluster.nodes.forEach(node -> await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(300)).until(() ->
                new Listener(node.url()).get("/health/ready").response().body().contains("\"database\":\"present\"")));
        cluster.assertNoReuse();
    }

    private List<Outcome> outcomes(String user) {
        return cluster.refreshes(user).stream().map(Presentation::outcome).toList();
    }

    private static String statuses(List<Listener.Answer> answers) {
        return Results.tally(answers.stream().map(Listener.Answer::status).toList());
    }

    private static String told(List<Listener.Answer> answers) {
        return Results.tally(answers.stream().map(answer -> answer.status() + " " + answer.error()).toList());
    }

    private void assertStorageAway(Listener.Answer answer) {
        assertThat(answer.error()).isEqualTo("storage_unavailable");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.setCookies()).as("the cookie stays").isEmpty();
    }

    @Test
    void aDatabaseThatIsDeadBeforeTheLeaseRisksNoToken() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("dead-before");
        cluster.postgres.kill();
        var answers = List.of(listener.token(), cluster.at(1, listener).token());
        answers.forEach(this::assertStorageAway);
        var sent = cluster.refreshes("dead-before").size();
        assertThat(sent).isZero();
        cluster.postgres.start();
        var later = SharedCluster.recovers(listener);
        assertThat(later.version()).isEqualTo(2);
        Results.report(Fault.F9, "strict", "503 with Retry-After, nothing sent", told(answers) + "; " + sent + " sent; after the return "
                + later.status() + ", version " + later.version(), answers.size());
    }

    @Test
    void aDatabaseThatDiesBeforeTheCommitCostsNothing() throws Exception {
        cluster.begin(Rotation.STRICT);
        var user = "dead-between";
        var listener = SharedCluster.expired(user);
        var elsewhere = cluster.at(1, listener);
        var held = cluster.spotify.hold();
        var call = listener.tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.postgres.kill();
        held.release();
        var answer = call.join();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.setCookie(Listener.SESSION)).as("the second copy").isPresent();
        assertThat(cluster.node(0).data().resolve("journal")).isNotEmptyDirectory();
        cluster.postgres.start();
        var later = SharedCluster.recovers(elsewhere);
        assertThat(later.status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                assertThat(cluster.node(0).data().resolve("journal")).isEmptyDirectory());
        var outcomes = outcomes(user);
        assertThat(outcomes).containsOnly(Outcome.ROTATED);
        Results.report(Fault.F10, "strict, the other node asks with the old cookie", "token at once; session lives on, no reuse",
                answer.status() + " at once; the other node: " + later.status() + ", version " + later.version() + "; refreshes "
                        + outcomes, cluster.spotify.fired());
    }

    @Test
    void withoutJournalAndDatabaseTheCookieIsTheCopyThatStays() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("no-journal");
        var journal = cluster.node(0).data().resolve("journal");
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(journal) || Files.list(journal).findAny().isEmpty());
        Files.deleteIfExists(journal);
        Files.writeString(journal, "in the way");
        var held = cluster.spotify.hold();
        var call = listener.tokenLater("");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.postgres.kill();
        held.release();
        var answer = call.join();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        listener.keep(answer);
        var lines = (int) cluster.node(0).log().lines().filter(line -> line.contains("The journal cannot be written")).count();
        assertThat(lines).isPositive();
        Files.delete(journal);
        cluster.node(0).kill();
        cluster.postgres.start();
        cluster.node(0).start();
        var later = SharedCluster.recovers(cluster.at(1, listener));
        var outcomes = outcomes("no-journal");
        assertThat(outcomes).containsOnly(Outcome.ROTATED);
        Results.report(Fault.F19, "strict, and the node dies, too", "the cookie is the copy that stays", answer.status()
                + " at once; the other node: " + later.status() + ", version " + later.version() + "; refreshes " + outcomes, lines);
    }

    @Test
    void anAnswerOfCommitThatIsLostIsNoSecondGeneration() {
        cluster.begin(Rotation.STRICT);
        var user = "commit";
        var listener = SharedCluster.expired(user);
        var before = cluster.proxy.fired();
        cluster.proxy.loseAnswerOfUpdateWith("streaming"); // its scope: what a renewal brought
        var answer = listener.token();
        assertThat(answer.status()).isEqualTo(200);
        var fired = cluster.proxy.fired() - before;
        assertThat(fired).as("the connection was reset").isEqualTo(1);
        var next = listener.token("?newerThan=2");
        assertThat(next.status()).as(next.response().body()).isEqualTo(200);
        var outcomes = outcomes(user);
        assertThat(outcomes).containsOnly(Outcome.ROTATED);
        var generation = cluster.postgres.value("select max(generation) from grants where spotify_user = '" + user + "'");
        assertThat(generation).as("one generation for each token that Spotify issued").isEqualTo(String.valueOf(1 + outcomes.size()));
        Results.report(Fault.F11, "strict", "the outcome is found out, no double generation", answer.status() + ", then "
                + next.status() + "; refreshes " + outcomes + ", generation " + generation, fired);
    }

    @Test
    void aFrozenDatabaseBoundsEveryWait() {
        cluster.begin(Rotation.NONE);
        var expired = SharedCluster.expired("frozen");
        var valid = cluster.connected("frozen-valid");
        assertThat(valid.token().status()).isEqualTo(200);
        Listener.Answer away;
        Listener.Answer good;
        Duration took;
        cluster.postgres.freeze();
        try {
            var begun = System.nanoTime();
            away = expired.token();
            took = Duration.ofNanos(System.nanoTime() - begun);
            assertStorageAway(away);
            assertThat(took).isLessThan(Duration.ofSeconds(7));
            good = valid.token();
            assertThat(good.status()).as("what this node has in memory").isEqualTo(200);
            assertThat(new Listener(cluster.node(0).url()).get("/health/live").status()).isEqualTo(200);
        } finally {
            cluster.postgres.thaw();
        }
        var later = SharedCluster.recovers(expired);
        Results.report(Fault.F12, "none", "bounded waits; down, then up unaided", away.status() + " " + away.error() + " within "
                + (took.toSeconds() + 1) + " s, " + good.status() + " for a good token; after the thaw " + later.status() + ", version "
                + later.version(), 1);
    }

    @Test
    void manyCallersOfAFrozenDatabaseAreServedFromMemory() {
        cluster.begin(Rotation.NONE);
        var valid = cluster.connected("frozen-many");
        var leaver = cluster.connected("frozen-leaver");
        assertThat(valid.token().status()).isEqualTo(200);
        List<Listener.Answer> answers;
        int logout;
        Duration took;
        cluster.postgres.freeze();
        try {
            var begun = System.nanoTime();
            var calls = IntStream.range(0, 80).mapToObj(i -> valid.tokenLater("")).toList();
            logout = leaver.post("/api/logout").status();
            assertThat(logout).as("kept in the journal").isEqualTo(204);
            answers = Cluster.all(calls);
            took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
            assertThat(took).isLessThan(Duration.ofSeconds(7));
        } finally {
            cluster.postgres.thaw();
        }
        Results.report(Fault.F12, "none, 80 callers at once", "valid tokens from memory, a logout into the journal",
                statuses(answers) + ", logout " + logout + ", all within " + (took.toSeconds() + 1) + " s", 1);
    }

    @Test
    void aLoginThatCannotBeStoredLeavesTheSessionOfBefore() {
        cluster.begin(Rotation.NONE);
        var listener = cluster.connected("stays");
        var callback = listener.callback(listener.get("/api/login").header("Location"), "allow");
        var held = cluster.spotify.hold();
        var login = CompletableFuture.supplyAsync(() -> listener.follow(callback));
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.postgres.freeze();
        try {
            held.release();
            assertThat(login.join().header("Location")).endsWith("/?login=temporarily_unavailable");
        } finally {
            cluster.postgres.thaw();
        }
        var answer = SharedCluster.recovers(listener);
        assertThat(answer.version()).isEqualTo(1);
        assertThat(SharedCluster.recovers(cluster.at(1, listener)).status()).isEqualTo(200);
    }

    @Test
    void whatTheDatabaseCouldNotTakeIsBroughtThereWhenItIsBack() throws Exception {
        cluster.begin(Rotation.NONE);
        var user = "not-rotated";
        var listener = cluster.connected(user);
        var held = cluster.spotify.hold();
        var call = listener.tokenLater("?newerThan=1");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.postgres.kill();
        held.release();
        var answer = call.join();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(2);
        cluster.postgres.start();
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).until(() ->
                "2".equals(cluster.postgres.value("select version from grants where lease_until is null and spotify_user = '"
                        + user + "'")));
        var later = IntStream.range(0, 2).mapToObj(node -> SharedCluster.recovers(cluster.at(node, listener))).toList();
        assertThat(later).extracting(Listener.Answer::accessToken).containsOnly(answer.accessToken());
        var refreshes = cluster.refreshes(user).size();
        assertThat(refreshes).isEqualTo(1);
        Results.report(Fault.F10, "none", "token at once; the row has it when the database is back",
                answer.status() + " at once; afterwards " + later.stream().filter(one -> one.accessToken().equals(answer.accessToken())).count()
                        + " of " + later.size() + " nodes serve that token, " + refreshes + " refresh in all", cluster.spotify.fired());
    }

    @Test
    void aRefusalWhileTheDatabaseIsAwayIsNotTriedAgain() throws Exception {
        cluster.begin(Rotation.NONE);
        var user = "refused-away";
        var listener = SharedCluster.expired(user);
        assertThat(listener.token().status()).as("the cookie says now that the token is kept").isEqualTo(200);
        cluster.spotify.revoke(cluster.spotify.lastRefreshTokenOf(user));
        cluster.postgres.kill();
        for (var turn = 0; turn < 4; turn++) {
            assertStorageAway(listener.token("?newerThan=2"));
        }
        assertThat(cluster.refreshes(user)).as("one while it was there, one refused").hasSize(2);
        cluster.postgres.start();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() ->
                "reauthorization_required".equals(listener.token("?newerThan=2").error()));
        assertThat(cluster.refreshes(user)).as("and never again").hasSize(2);
    }

    @Test
    void aGrantThatSpotifyRotatesAgainIsPresentedByNobodyWithoutTheDatabase() throws Exception {
        cluster.begin(Rotation.NONE);
        var user = "kept-then-rotated";
        var listener = cluster.connected(user);
        assertThat(listener.token("?newerThan=1").version()).as("refreshed without a new refresh token").isEqualTo(2);
        cluster.spotify.rotation(Rotation.STRICT);
        assertThat(listener.token("?newerThan=2").version()).as("refreshed with one").isEqualTo(3);
        var before = cluster.refreshes(user).size();
        cluster.postgres.kill();
        var answers = Cluster.all(IntStream.range(0, 2)
                .mapToObj(node -> cluster.at(node, listener).tokenLater("?newerThan=3")).toList());
        answers.forEach(this::assertStorageAway);
        var presented = cluster.refreshes(user).size() - before;
        assertThat(presented).as("presented without a lease").isZero();
        cluster.postgres.start();
        var later = IntStream.range(0, 2).map(node -> SharedCluster.recovers(cluster.at(node, listener)).status()).boxed().toList();
        assertThat(later).containsOnly(200);
        Results.report(Fault.F31, "two nodes, refreshed without and then with a new refresh token, database stopped",
                "nobody presents it; renewed when the database is back", "answers " + answers.stream().map(Listener.Answer::error)
                        .toList() + ", " + presented + " presented; afterwards " + later, answers.size());
    }

    @Test
    void aDatabaseThatComesAndGoesLosesNoSession() throws Exception {
        cluster.begin(Rotation.GRACE);
        var good = IntStream.range(0, 4).mapToObj(i -> cluster.connected("flicker-" + i)).toList();
        cluster.spotify.accessTokenLife(Duration.ofSeconds(2));
        var listeners = Stream.concat(good.stream(), IntStream.range(4, 12).mapToObj(i -> cluster.connected("flicker-" + i))).toList();
        var meanwhile = new ArrayList<Listener.Answer>();
        for (var round = 0; round < ROUNDS; round++) {
            ask(listeners);
            cluster.postgres.kill();
            var answers = ask(listeners);
            assertThat(answers.subList(0, good.size())).as("whose token is good").extracting(Listener.Answer::status).containsOnly(200);
            meanwhile.addAll(answers);
            cluster.postgres.start();
        }
        var afterwards = listeners.stream().map(listener -> listener.token("?newerThan=" + SharedCluster.recovers(listener).version())).toList();
        assertThat(afterwards).extracting(Listener.Answer::status).as("renewals").containsOnly(200);
        Results.report(Fault.F13, "grace, 12 sessions on two nodes", "no session is lost", "while it is away " + statuses(meanwhile)
                + "; renewals afterwards " + statuses(afterwards), ROUNDS);
    }

    private List<Listener.Answer> ask(List<Listener> listeners) {
        var answers = Cluster.all(IntStream.range(0, listeners.size())
                .mapToObj(i -> cluster.at(i % 2, listeners.get(i)).tokenLater("")).toList());
        assertThat(answers).allSatisfy(answer ->
                assertThat(answer.status()).as(answer.response().body()).isIn(200, 503));
        return answers;
    }

    @Test
    void aDatabaseSetBackIsHealedByTheCookie() throws Exception {
        cluster.begin(Rotation.STRICT);
        var listener = SharedCluster.expired("set-back");
        var backup = cluster.postgres.backup();
        SharedCluster.recovers(listener);
        assertThat(listener.token("?newerThan=2").version()).isEqualTo(3);
        cluster.postgres.restore(backup);
        var healed = SharedCluster.recovers(listener);
        var version = SharedCluster.recovers(cluster.at(1, listener)).version();
        var next = cluster.at(1, listener).token("?newerThan=" + version);
        assertThat(next.status()).as(next.response().body()).isEqualTo(200);
        var outcomes = outcomes("set-back");
        assertThat(outcomes).containsOnly(Outcome.ROTATED);
        Results.report(Fault.F21, "strict, two rotations ago", "the cookie heals it", healed.status() + " and " + next.status()
                + " from the two nodes; refreshes " + outcomes, 1);
    }
}
