package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The runnable jar with its own transport: what leaves it, and how often. */
class SecretsIT {

    private static final String CANARY = "client-secret-canary-4711";

    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Node node;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        node = new Node(spotify.url(), folder).with("SPOTIFY_CLIENT_SECRET", CANARY)
                .with("SOSTENUTO_SPOTIFY_DEADLINE", "PT2S").start();
    }

    @AfterAll
    static void stop() {
        node.close();
        spotify.close();
    }

    @BeforeEach
    void standIn() {
        spotify.reset();
        spotify.app("stand-in-client", CANARY).rotation(Rotation.STRICT);
    }

    @Test
    void noSecretIsInALogAMetricAnAnswerOrAUrl() {
        var answers = new ArrayList<String>();
        var cookies = new ArrayList<String>();
        var faults = List.of(Fault.status(503), Fault.html(), Fault.malformedJson(), Fault.closeBeforeHeaders(),
                Fault.error("invalid_client", "x"), Fault.noAccessTokenButNewRefreshToken(), Fault.hang(),
                Fault.falseInvalidGrant());
        for (var fault : faults) {
            var listener = new Listener(node.url()).connected();
            cookies.addAll(listener.cookies().values());
            spotify.next(fault);
            var answer = listener.token("?newerThan=1");
            answers.add(answer.response().body() + answer.response().headers().map().entrySet().stream()
                    .filter(header -> !header.getKey().toLowerCase(Locale.ROOT).equals("set-cookie")).toList());
            cookies.addAll(listener.cookies().values());
            listener.post("/api/logout");
        }
        spotify.next(Fault.error("invalid_grant", "Invalid authorization code"));
        var refused = new Listener(node.url());
        var odd = new Listener(node.url());
        var back = odd.callback(odd.get("/api/login").header("Location"), "allow");
        answers.add(odd.get(back.substring(node.url().length()), "Content-Type", "application/x-www-form-urlencoded")
                .header("Location"));
        answers.add(refused.consent(refused.get("/api/login").header("Location"), "allow").header("Location"));
        assertThat(spotify.unfired()).isZero();

        var server = new Listener(node.url());
        for (var path : new String[]{"/metrics", "/openapi", "/health", "/api/session", "/api/nothing"}) {
            answers.add(server.get(path).response().body());
        }
        var seen = node.log() + String.join("\n", answers);
        assertThat(node.log()).as("the log was read").contains("login", "logout");
        assertThat(spotify.issuedRefreshTokens()).hasSizeGreaterThan(8);
        assertThat(spotify.codes()).isNotEmpty();
        assertThat(spotify.verifiers()).isNotEmpty();
        assertThat(cookies).hasSizeGreaterThan(8);
        assertThat(seen).doesNotContain(CANARY).doesNotContain(spotify.issuedRefreshTokens())
                .doesNotContain(spotify.issuedAccessTokens()).doesNotContain(spotify.codes())
                .doesNotContain(spotify.verifiers()).doesNotContain(cookies);
        assertThat(node.log()).as("calm").doesNotContain("StackTrace", "Exception");
    }

    @Test
    void aConnectionClosedUnansweredIsOnePost() {
        var listener = new Listener(node.url()).connected();
        for (var fault : List.of(Fault.closeBeforeHeaders(), Fault.resetBeforeHeaders())) {
            var before = spotify.tokenPosts();
            spotify.next(fault);
            assertThat(listener.token("?newerThan=1").error()).isEqualTo("spotify_unavailable");
            assertThat(spotify.tokenPosts() - before).isEqualTo(1);
        }
        assertThat(spotify.unfired()).isZero();
    }

    @Test
    void aRefreshTokenOfAnyLengthIsKept() {
        spotify.tokenLengths(600, 1500);
        var usual = new Listener(node.url()).connected();
        assertThat((Listener.SESSION + usual.cookie(Listener.SESSION)).length()).isLessThan(4096);
        assertThat(usual.cookie(Listener.SESSION).length()).as("it is inside").isGreaterThan(1500);

        spotify.tokenLengths(1000, 4000);
        var listener = new Listener(node.url()).connected();
        assertThat(listener.cookie(Listener.SESSION).length()).as("in the database only").isLessThan(1500);
        assertThat(node.log()).contains("too long for a cookie");
        assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
        assertThat(listener.token("?newerThan=2").version()).isEqualTo(3);
    }

    @Test
    void theSealKeyIsForItsOwnerOnly() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/seal-key"))).extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void manyCallersThatWaitForSpotifyAllGetTheirToken() {
        var listeners = IntStream.range(0, 40).mapToObj(i -> {
            spotify.user("waiting-" + i, "Listener " + i);
            return new Listener(node.url()).connected();
        }).toList();
        spotify.always(Fault.delay(Duration.ofMillis(1500)));
        var calls = listeners.stream().flatMap(listener -> Stream.of(
                listener.tokenLater("?newerThan=1"), listener.tokenLater("?newerThan=1"))).toList();
        var bystander = new Listener(node.url());
        assertThat(bystander.token().error()).as("others are served meanwhile").isEqualTo("no_session");
        assertThat(calls).allSatisfy(call -> assertThat(call.join().version()).isEqualTo(2));
        assertThat(spotify.presentations()).filteredOn(presentation -> presentation.isRefresh()).hasSize(40);
        spotify.calm();
    }
}
