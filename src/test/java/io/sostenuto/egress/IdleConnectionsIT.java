package io.sostenuto.egress;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The runnable jar's connections to Spotify: a network forgets them, and a POST on a kept one is answered badly or not at
 * all. One node lets go of idle connections earlier than the network does, the other one does not.
 */
class IdleConnectionsIT {

    private static final int HERD = 40;
    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Relay relay;
    private static Node careful;
    private static Node careless;

    @BeforeAll
    static void start() throws IOException {
        spotify = SpotifyStandIn.start(0);
        relay = new Relay(spotify.port());
        careful = node("careful", 1);
        careless = node("careless", 1200); // as the JDK does by itself
        careful.ready();
        careless.ready();
    }

    private static Node node(String name, int seconds) {
        return new Node("http://127.0.0.1:" + relay.port(), folder.resolve(name)).with("SOSTENUTO_SPOTIFY_DEADLINE", "PT4S")
                .jvm("-Djdk.httpclient.keepalive.timeout=" + seconds).launch();
    }

    @AfterAll
    static void stop() throws IOException {
        careful.close();
        careless.close();
        relay.close();
        spotify.close();
    }

    @BeforeEach
    void clean() {
        relay.forgetsAfter(Duration.ofDays(1));
        spotify.reset();
    }

    private static void pass(Duration time) {
        var then = Instant.now().plus(time);
        await().atMost(time.plusSeconds(5)).pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(then));
    }

    /** Sessions that were renewed at once, so that as many connections are kept, and that are due again. */
    private static List<Listener> herd(Node node) {
        spotify.accessTokenLife(Duration.ofSeconds(1));
        var herd = IntStream.range(0, HERD).mapToObj(i -> new Listener(node.url()).connected()).toList();
        pass(Duration.ofMillis(1100));
        spotify.always(Fault.delay(Duration.ofMillis(1200)));
        var before = relay.connections();
        assertThat(herd.stream().map(listener -> listener.tokenLater("")).toList())
                .extracting(call -> call.join().status()).as("renewed at once").containsOnly(200);
        assertThat(relay.connections() - before).as("connections that are kept").isGreaterThan(HERD / 2);
        spotify.calm();
        spotify.accessTokenLife(Duration.ofHours(1));
        return herd;
    }

    private static List<Integer> oneAfterTheOther(List<Listener> herd) {
        var seen = new ArrayList<Integer>();
        herd.forEach(listener -> seen.add(listener.token().status()));
        return seen;
    }

    @Test
    void connectionsThatAreLetGoBeforeTheNetworkForgetsThemSwallowNothing() {
        var herd = herd(careful);
        relay.forgetsAfter(Duration.ofMillis(2500));
        var before = relay.swallowed();
        pass(Duration.ofSeconds(3));
        var seen = oneAfterTheOther(herd);
        var swallowed = relay.swallowed() - before;
        assertThat(seen).containsOnly(200);
        assertThat(swallowed).isZero();
        Results.report(Results.Fault.F41, "let go of before", "all are served",
                count(seen, 200) + " of " + seen.size() + " served, " + swallowed + " calls swallowed", seen.size());
    }

    @Test
    void theFirstCallThatIsSwallowedIsTheLast() {
        var herd = herd(careless);
        relay.forgetsAfter(Duration.ofMillis(1000));
        var before = relay.swallowed();
        pass(Duration.ofMillis(1500));
        var seen = oneAfterTheOther(herd);
        var swallowed = relay.swallowed() - before;
        assertThat(swallowed).as("the network has forgotten").isEqualTo(1);
        assertThat(seen.get(0)).isEqualTo(503);
        assertThat(seen.subList(1, HERD)).as("though as many connections are dead").containsOnly(200);
        Results.report(Results.Fault.F41, "kept for longer", "one call is lost, and no other",
                count(seen, 200) + " of " + seen.size() + " served, " + swallowed + " call swallowed", swallowed);
    }

    private static long count(List<Integer> seen, int status) {
        return seen.stream().filter(one -> one == status).count();
    }

    static Stream<Fault> temptations() {
        return Stream.of(Fault.closeBeforeHeaders(), Fault.resetBeforeHeaders(), Fault.cutHead(), Fault.truncated(),
                Fault.truncatedWithoutLength(), Fault.resetMidBody(), Fault.status(408), Fault.status(503), Fault.busy("0"),
                Fault.busy("1"), Fault.redirect("/api/token"), Fault.rateLimited("1"), Fault.rateLimited(null));
    }

    @ParameterizedTest
    @MethodSource("temptations")
    void onePostOnAKeptConnectionIsOnePost(Fault fault) {
        var listener = new Listener(careless.url()).connected();
        assertThat(listener.token("?newerThan=1").status()).as("by a connection of renewals").isEqualTo(200);
        var before = spotify.presentations().stream().filter(Presentation::isRefresh).toList();
        var kept = before.stream().map(Presentation::connectionId).collect(Collectors.toSet());
        spotify.next(fault);
        var answer = listener.token("?newerThan=2");
        var posts = spotify.presentations().stream().filter(Presentation::isRefresh).skip(before.size()).toList();
        assertThat(spotify.unfired()).isZero();
        assertThat(kept).as("on a kept connection").contains(posts.get(0).connectionId());
        assertThat(posts).as(answer.response().body()).hasSize(1);
        assertThat(answer.status()).isIn(502, 503);
        assertThat(answer.error()).isEqualTo(expected(fault));
        Results.report(Results.Fault.F40, String.valueOf(fault), "one POST, session kept",
                posts.size() + " POST, " + answer.status() + " " + answer.error(), spotify.fired());
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(500)).until(() -> listener.token("?newerThan=2").status() == 200);
    }

    private static String expected(Fault fault) {
        var name = fault.toString();
        return name.startsWith("429") ? "spotify_rate_limited" : name.equals("307") ? "spotify_protocol_error" : "spotify_unavailable";
    }
}
