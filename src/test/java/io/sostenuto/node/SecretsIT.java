package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The runnable jar with its own transport, outwards and inwards: what leaves it, how often, and what it takes. */
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
    void aBodyThatNeverEndsLeavesNoThreadAndNoConnectionBehind() {
        spotify.rotation(Rotation.NONE);
        var listeners = IntStream.range(0, 6).mapToObj(i -> new Listener(node.url()).connected()).toList();
        spotify.always(Fault.hangMidBody());
        var calls = listeners.stream().map(listener -> listener.tokenLater("?newerThan=1")).toList();
        assertThat(calls).allSatisfy(call -> assertThat(call.join().error()).isEqualTo("spotify_unavailable"));
        assertThat(spotify.fired()).isEqualTo(calls.size());
        await().atMost(AttemptClock.LEASE.plusSeconds(15)).untilAsserted(() -> { // it is listened for as long as the lease lasts
            assertThat(spotify.hanging()).as("connections that are still open").isZero();
            assertThat(node.threads()).as("threads that still read").contains("java.lang.Thread.State")
                    .doesNotContain(BoundedReply.class.getName());
        });
        spotify.calm();
        assertThat(listeners.get(0).token("?newerThan=1").version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie: theirs=\u00c3\u00a9; %s", "Cookie: %s; theirs=\u00e9", "Cookie: %s\r\nTheirs: \u00c3\u00a9"})
    void octetsBeyondAsciiOfNeighboursAreNoReasonToRefuse(String headers) throws IOException {
        var listener = new Listener(node.url()).connected();
        var cookie = Listener.SESSION + "=" + listener.cookie(Listener.SESSION);
        assertThat(octets(headers.formatted(cookie))).startsWith("HTTP/1.1 200 ").contains("\"accessToken\":\"BQ");
        assertThat(octets(headers.formatted(Listener.SESSION + "=\u00e9"))).as("nor are they in our own cookie")
                .startsWith("HTTP/1.1 401 ").contains("\"error\":\"no_session\"");
    }

    /** @return the whole answer to a call for a token with these headers, an octet a character */
    private static String octets(String headers) throws IOException {
        var url = URI.create(node.url());
        var request = String.join("\r\n", "POST /api/token HTTP/1.1", "Host: " + url.getAuthority(),
                "Sostenuto-Client: test", "Content-Length: 0", "Connection: close", headers, "", "");
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
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
        spotify.always(Fault.delay(Duration.ofSeconds(1))); // half the deadline, for the sake of slow machines
        var calls = listeners.stream().flatMap(listener -> Stream.of(
                listener.tokenLater("?newerThan=1"), listener.tokenLater("?newerThan=1"))).toList();
        var bystander = new Listener(node.url());
        assertThat(bystander.token().error()).as("others are served meanwhile").isEqualTo("no_session");
        assertThat(calls).allSatisfy(call ->
                assertThat(call.join().status()).as(call.join().response().body()).isEqualTo(200));
        assertThat(calls).allSatisfy(call -> assertThat(call.join().version()).isEqualTo(2));
        assertThat(spotify.presentations()).filteredOn(presentation -> presentation.isRefresh()).hasSize(40);
        spotify.calm();
    }
}
