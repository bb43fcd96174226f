package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many callers, many users, and a logout in the middle. */
class HerdIT {

    private static final int USERS = 200;
    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
    }

    @AfterEach
    void calm() {
        cluster.spotify.calm();
        cluster.assertNoReuse();
    }

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void aHundredCallersOnTwoNodesCauseOneRefresh(Rotation rotation) {
        cluster.begin(rotation);
        var user = "herd-" + rotation;
        var listener = SharedCluster.expired(user);
        var another = cluster.connected("before-the-herd");
        Cluster.all(IntStream.range(0, 100).mapToObj(i -> cluster.at(i % 2, another).tokenLater("")).toList()); // their connections stay open
        var held = cluster.spotify.hold();
        var calls = IntStream.range(0, 100).mapToObj(i -> cluster.at(i % 2, listener).tokenLater("")).toList();
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        cluster.nodes.forEach(node -> assertThat(node.status("/health/live")).as("who came after them").isEqualTo(200));
        assertThat(calls).as("all are under way").noneMatch(CompletableFuture::isDone);
        held.release();
        var answers = Cluster.all(calls);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
        var tokens = answers.stream().map(Listener.Answer::accessToken).distinct().count();
        assertThat(tokens).isEqualTo(1);
        var refreshes = cluster.refreshes(user).size();
        assertThat(refreshes).isEqualTo(1);
        Results.report(Fault.F20, rotation.name().toLowerCase(), "one refresh, one token, no failure", statuses(answers) + ", "
                + refreshes + " refresh, " + tokens + " token", cluster.spotify.fired());
    }

    @Test
    void aLogoutOnAnotherNodeBeatsTheRefreshInFlight() {
        cluster.begin(Rotation.STRICT);
        var listener = cluster.connected("leaver");
        var held = cluster.spotify.hold();
        var refresh = listener.tokenLater("?newerThan=1");
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        assertThat(cluster.at(1, listener).post("/api/logout").status()).isEqualTo(204);
        held.release();
        var answer = refresh.join();
        assertThat(answer.error()).isEqualTo("no_session");
        assertThat(answer.setCookies()).as("no cookie revives it").isEmpty();
        var afterwards = IntStream.range(0, 2).mapToObj(node -> cluster.at(node, listener).token().error()).toList();
        assertThat(afterwards).containsOnly("no_session");
        Results.report(Fault.F25, "strict, on another node", "the logout stands", answer.error() + ", " + answer.setCookies().size()
                + " cookies set; afterwards " + Results.tally(afterwards), cluster.spotify.fired());
    }

    /** The other node remembers the session, and need not ask for its row. */
    @Test
    void aLogoutHoldsFromItsAnswerOnWhereTheSessionWasServedAllTheTime() {
        cluster.begin(Rotation.NONE);
        for (var turn = 0; turn < 20; turn++) {
            var listener = cluster.connected("leaver-" + turn);
            var elsewhere = cluster.at(1, listener);
            var served = IntStream.range(0, 60).mapToObj(i -> elsewhere.tokenLater("")).toList();
            assertThat(served.get(0).join().status()).isEqualTo(200);
            assertThat(listener.post("/api/logout").status()).isEqualTo(204);
            assertThat(elsewhere.token().error()).as("turn %d", turn).isEqualTo("no_session");
            Cluster.all(served);
        }
    }

    @Test
    void aTokenThatWasRenewedEarlyIsTheTokenOnAllNodes() {
        cluster.begin(Rotation.NONE);
        for (var turn = 0; turn < 20; turn++) {
            var listener = cluster.connected("hasty-" + turn);
            var elsewhere = cluster.at(1, listener);
            Cluster.all(IntStream.range(0, 10).mapToObj(i -> elsewhere.tokenLater("")).toList());
            assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
            assertThat(elsewhere.token().version()).as("turn %d", turn).isEqualTo(2);
        }
    }

    @Test
    void aRefusedGrantIsPresentedByOneNodeOnly() {
        cluster.begin(Rotation.NONE);
        var listener = cluster.connected("refused");
        var refusal = cluster.spotify.hold();
        cluster.spotify.revoke(cluster.spotify.lastRefreshTokenOf("refused"));
        var first = listener.tokenLater("?newerThan=1");
        assertThat(refusal.awaitArrived(Duration.ofSeconds(10))).isTrue();
        var before = looks();
        var second = cluster.at(1, listener).tokenLater("?newerThan=1");
        await().atMost(Duration.ofMillis(3500)).pollInterval(Duration.ofMillis(50)).until(() -> looks() > before + 3); // it waits at the row
        assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
        refusal.release();
        var told = List.of(first.join().error(), second.join().error(), cluster.at(1, listener).token().error());
        assertThat(told).containsOnly("reauthorization_required");
        var presented = cluster.refreshes("refused").size();
        assertThat(presented).isEqualTo(1);
        var afterwards = listener.connected().token().status();
        assertThat(afterwards).as("a login helps").isEqualTo(200);
        Results.report(Fault.F17, "none, revoked; both nodes ask at once", "one presentation, login asked for, then never again",
                presented + " presentation, " + Results.tally(told) + "; after a login " + afterwards, presented);
    }

    /** @return how often PostgreSQL has looked for rows of grants, as far as it has told */
    private long looks() {
        return Long.parseLong(cluster.postgres.value("select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables where relname = 'grants'"));
    }

    private static String statuses(List<Listener.Answer> answers) {
        return Results.tally(answers.stream().map(Listener.Answer::status).toList());
    }

    @Test
    void earlyRenewalsAreCountedForAllNodesTogether() {
        cluster.begin(Rotation.NONE);
        var listener = cluster.connected("greedy");
        var granted = 0;
        for (var turn = 0; turn < 14; turn++) {
            var node = cluster.at(turn % 2, listener);
            granted += node.token("?newerThan=" + node.token().version()).status() == 200 ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10);
        assertThat(cluster.at(1, listener).token("?newerThan=11").error()).isEqualTo("too_many_renewals");
        assertThat(cluster.refreshes("greedy")).hasSize(10);
    }

    @Test
    void theTimeThatSpotifyGaveOneNodeHoldsForTheOthers() {
        cluster.begin(Rotation.NONE);
        var one = SharedCluster.expired("limited-1");
        var other = cluster.at(1, SharedCluster.expired("limited-2"));
        cluster.spotify.next(io.sostenuto.spotify.Fault.rateLimited("14"));
        var first = one.token().error();
        assertThat(first).isEqualTo("spotify_rate_limited");
        rest(Duration.ofSeconds(6));
        var before = cluster.spotify.tokenPosts();
        var second = other.token().error();
        assertThat(second).isEqualTo("spotify_rate_limited");
        var sent = cluster.spotify.tokenPosts() - before;
        assertThat(sent).as("sent meanwhile").isZero();
        var later = List.of(SharedCluster.recovers(one), SharedCluster.recovers(other));
        assertThat(later).extracting(Listener.Answer::version).containsOnly(2);
        Results.report(Fault.F14, "HTTP 429 for one of two nodes", "both keep to the time it was given", Results.tally(List.of(first, second))
                + ", " + sent + " sent meanwhile; then " + statuses(later), cluster.spotify.fired());
    }

    @Test
    void aSlowSpotifyHoldsUpNobodyWithAGoodToken() {
        cluster.begin(Rotation.NONE);
        cluster.spotify.accessTokenLife(Duration.ofMinutes(30));
        var listener = cluster.connected("unhurried");
        assertThat(cluster.postgres.change("update grants set access_issued_at = access_issued_at - 60000,"
                + " access_expires_at = access_expires_at - 60000 where spotify_user = 'unhurried'"))
                .as("a younger token is not renewed for a longer life").isEqualTo(1);
        var held = cluster.spotify.hold();
        var begun = System.nanoTime();
        var calls = List.of(listener.tokenLater("?minTtl=3600"), cluster.at(1, listener).tokenLater("?minTtl=3600"));
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        assertThat(Cluster.all(calls)).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(1);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3900));
        held.release();
    }

    private static void rest(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(10)).pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > end);
    }

    @Test
    void hundredsWhoWaitForSpotifyHoldNothingThatOthersNeed() {
        cluster.begin(Rotation.NONE);
        var waiting = IntStream.range(0, 100).mapToObj(i -> cluster.connected("slow-" + i)).toList();
        var bystander = cluster.connected("bystander");
        var gate = io.sostenuto.spotify.Fault.hold();
        cluster.spotify.always(gate);
        var calls = waiting.stream().flatMap(listener -> Stream.of(listener.tokenLater("?newerThan=1"),
                listener.tokenLater("?newerThan=1"))).toList();
        await().atMost(Duration.ofSeconds(4)).pollInterval(Duration.ofMillis(20)).until(() ->
                cluster.spotify.presentations().stream().filter(Presentation::isRefresh).count() >= 100);
        var beside = bystander.token().status();
        assertThat(beside).isEqualTo(200);
        var busy = cluster.postgres.value("select count(*) from pg_stat_activity where application_name = 'sostenuto'"
                + " and state <> 'idle'");
        assertThat(busy).as("connections in a transaction").isEqualTo("0");
        assertThat(calls).as("all are under way").noneMatch(CompletableFuture::isDone);
        var held = cluster.spotify.fired();
        cluster.spotify.calm();
        var answers = Cluster.all(calls);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
        var refreshes = cluster.spotify.presentations().stream().filter(Presentation::isRefresh).count();
        assertThat(refreshes).isEqualTo(100);
        Results.report(Fault.F26, "none, 200 callers of 100 sessions", "others are served, no connection is held; all get their token",
                "bystander " + beside + ", " + busy + " connections in use, " + statuses(answers) + " with " + refreshes + " refreshes", held);
    }

    @Test
    void grantsRefusedByMistakeComeBackByThemselves() {
        cluster.begin(Rotation.NONE);
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        var listeners = IntStream.range(0, USERS).mapToObj(i -> cluster.connected("mistaken-" + i)).toList();
        var past = Instant.now().plusMillis(1100);
        await().until(() -> Instant.now().isAfter(past));
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        cluster.spotify.always(io.sostenuto.spotify.Fault.falseInvalidGrant());
        Cluster.all(IntStream.range(0, USERS).mapToObj(i -> cluster.at(i % 2, listeners.get(i)).tokenLater("")).toList());
        var recognised = cluster.spotify.tokenPosts();
        listeners.forEach(listener -> assertThat(listener.token().status()).isIn(401, 503));
        var probes = cluster.spotify.tokenPosts() - recognised;
        assertThat(probes).as("presentations once it is recognised").isLessThanOrEqualTo(4);
        var refused = cluster.spotify.fired();
        cluster.spotify.calm();
        await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(2)).until(() -> listeners.stream()
                .limit(20).allMatch(listener -> listener.token().status() == 200));
        var served = await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(2)).until(() -> IntStream.range(0, USERS)
                .takeWhile(i -> cluster.at(i % 2, listeners.get(i)).token().status() == 200).count(), count -> count == USERS);
        Results.report(Fault.F16, "none, " + USERS + " users on two nodes", "at most a few probes; every session works without a login",
                probes + " presentations after the recognition; " + served + " of " + USERS + " sessions served again", refused);
    }
}
