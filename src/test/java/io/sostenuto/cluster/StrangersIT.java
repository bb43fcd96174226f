package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Logins on two nodes that share a database, and strangers who bring back what nobody began. */
class StrangersIT {

    private Cluster cluster;

    @BeforeEach
    void begin() {
        cluster = SharedCluster.get();
        cluster.begin(Rotation.STRICT);
    }

    @AfterEach
    void nothingWasPresentedTwice() {
        cluster.spotify.calm();
        cluster.assertNoReuse();
    }

    private int usedStates() throws SQLException {
        try (var connection = DriverManager.getConnection(Postgres.url(cluster.postgres.port()), "postgres", "unused");
             var rows = connection.createStatement().executeQuery("select count(*) from used_states")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** A login that was begun at a node, and what a stranger brings back for it: his own state, and a code of no worth. */
    private static Listener.Answer bringsBack(Listener stranger, String code) {
        var state = Listener.parameter(stranger.get("/api/login").header("Location"), "state");
        return stranger.get("/api/callback?code=" + code + "&state=" + state);
    }

    private Listener stranger(int node) {
        return new Listener(cluster.node(node).url());
    }

    @Test
    void aWrongStateWritesNoRowAndAsksNobody() throws SQLException {
        var rows = usedStates();
        var posts = cluster.spotify.tokenPosts();
        var stranger = stranger(0);
        stranger.get("/api/login");
        var told = IntStream.range(0, 200).mapToObj(time -> stranger.get("/api/callback?code=made-up&state=made-up-" + time))
                .collect(Collectors.groupingBy(answer -> answer.status() + " " + answer.header("Location").replaceFirst(".*\\?", ""),
                        Collectors.counting()));
        assertThat(told).isEqualTo(Map.of("303 login=state_mismatch", 200L));
        assertThat(usedStates() - rows).as("rows").isZero();
        assertThat(cluster.spotify.tokenPosts() - posts).as("questions to Spotify").isZero();
        Results.report(Results.Fault.S1, "a login's cookie beside a wrong state", "no row, nobody asked, the login goes on",
                told + ", " + (usedStates() - rows) + " rows, " + (cluster.spotify.tokenPosts() - posts) + " questions", 200);
    }

    @Test
    void codesThatSpotifyAnswersWithAnErrorStopNoRenewal() {
        var listeners = IntStream.range(0, 3).mapToObj(i -> SharedCluster.expired("beside-strangers-" + i)).toList();
        var errors = IntStream.range(0, 25).mapToObj(i -> Fault.status(500)).toArray(Fault[]::new);
        cluster.spotify.next(errors);
        for (var time = 0; time < errors.length; time++) {
            assertThat(bringsBack(stranger(0), "made-up").header("Location")).endsWith("login=temporarily_unavailable");
        }
        var fired = cluster.spotify.fired();
        assertThat(fired).as("the circuit of exchanges is open by then").isBetween(15, 25);
        cluster.spotify.calm();
        var statuses = listeners.stream().map(listener -> listener.token().status()).toList();
        assertThat(statuses).containsOnly(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> bringsBack(stranger(0), "made-up").header("Location").endsWith("login=invalid_code"));
        Results.report(Results.Fault.S2, "25 made-up codes, then three due sessions", "each renewed at once",
                "answers " + statuses, fired);
    }

    @Test
    void a429ToAnExchangeHoldsNoRenewal() {
        var due = SharedCluster.expired("beside-a-429");
        cluster.spotify.next(Fault.rateLimited("6"));
        assertThat(bringsBack(stranger(0), "made-up").header("Location")).endsWith("login=temporarily_unavailable");
        var fired = cluster.spotify.fired();
        assertThat(fired).isEqualTo(1);
        var renewed = due.token().status();
        assertThat(renewed).as("a renewal").isEqualTo(200);
        var posts = cluster.spotify.tokenPosts();
        assertThat(bringsBack(stranger(0), "made-up").header("Location")).endsWith("login=temporarily_unavailable");
        assertThat(cluster.spotify.tokenPosts()).as("exchanges wait").isEqualTo(posts);
        await().atMost(Duration.ofSeconds(20)).until(() -> bringsBack(stranger(0), "made-up").header("Location").endsWith("login=invalid_code"));
        Results.report(Results.Fault.S3, "a made-up code", "renewals go on", "a due session is answered " + renewed, fired);
    }

    @Test
    void norDoesA429ToARenewalHoldAnExchange() {
        var due = SharedCluster.expired("held-by-a-429");
        cluster.spotify.next(Fault.rateLimited("2"));
        assertThat(due.token().error()).isEqualTo("spotify_rate_limited");
        assertThat(cluster.spotify.fired()).isEqualTo(1);
        assertThat(cluster.connected("beside-a-429-too").token().status()).isEqualTo(200);
        SharedCluster.recovers(due);
    }

    @Test
    void aCallbackThatIsServedTwiceOnTwoNodesOpensOneSession() {
        cluster.spotify.user("served-twice", "Served Twice");
        var browser = new Listener(cluster.node(0).url());
        var back = browser.callback(browser.get("/api/login?return_to=/there").header("Location"), "allow");
        var other = cluster.at(1, browser);
        var posts = cluster.spotify.tokenPosts();
        var held = cluster.spotify.hold();
        var threads = Executors.newFixedThreadPool(2);
        try {
            var first = CompletableFuture.supplyAsync(() -> browser.follow(back), threads);
            assertThat(held.awaitArrived(Duration.ofSeconds(10))).as("the exchange is on its way").isTrue();
            var second = CompletableFuture.supplyAsync(
                    () -> other.follow(back.replace(cluster.node(0).url(), cluster.node(1).url())), threads);
            held.release();
            var answers = List.of(first.join(), second.join());
            assertThat(answers).allSatisfy(answer -> assertThat(answer.header("Location")).endsWith("/there"));
            assertThat(cluster.spotify.tokenPosts() - posts).as("exchanges").isEqualTo(1);
            assertThat(other.token().accessToken()).isEqualTo(browser.token().accessToken());
            var sessions = browser.get("/api/sessions").json().getJsonArray("sessions").size();
            assertThat(sessions).isEqualTo(1);
            Results.report(Results.Fault.S4, "while the first waits for Spotify, at the other node", "one exchange, one session, both get it",
                    answers.size() + " answers to /there, " + (cluster.spotify.tokenPosts() - posts) + " exchange, " + sessions
                            + " session", 1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void ofTwoLoginsThatEndAtTheSameTimeOneSessionStays() {
        cluster.spotify.user("at-the-same-time", "At The Same Time");
        var browser = new Listener(cluster.node(0).url());
        var backs = IntStream.range(0, 2).mapToObj(login -> browser.callback(browser.get("/api/login").header("Location"), "allow")).toList();
        var copies = List.of(browser.copy(), cluster.at(1, browser));
        var threads = Executors.newFixedThreadPool(2);
        try {
            IntStream.range(0, 2).mapToObj(login -> CompletableFuture.supplyAsync(() -> copies.get(login)
                    .follow(backs.get(login).replace(cluster.node(0).url(), cluster.node(login).url())), threads)).toList()
                    .forEach(answer -> assertThat(answer.join().header("Location")).doesNotContain("login="));
        } finally {
            threads.shutdown();
        }
        assertThat(copies.stream().map(copy -> copy.token().status())).containsExactlyInAnyOrder(200, 401);
    }
}
