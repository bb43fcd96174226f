package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** While somebody attacks, a listener with a session is served. What an attack may take is bounded. */
class UnderAttackIT {

    /** Generous: the machine is shared, and the attacker has half of it. Unserved is what this would find. */
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(5);

    private static final Duration ATTACKED_FOR = Duration.ofSeconds(3);

    private static final List<Duration> TOOK = new ArrayList<>();

    private static SpotifyStandIn spotify;
    private static Node node;
    private static Listener listener;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), "attacked")).start();
        listener = new Listener(node.url()).connected();
    }

    @AfterAll
    static void stop() {
        node.close();
        spotify.close();
    }

    /** Two of them attack until the listener was served twenty times, and for three seconds. */
    private static int served(Callable<?> attack) throws Exception {
        var over = new AtomicBoolean();
        var attacks = new AtomicInteger();
        var attackers = IntStream.range(0, 2).mapToObj(i -> CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                try {
                    attack.call();
                } catch (Exception refused) {
                    assertThat(refused).as("a connection that the server closed").isInstanceOfAny(IOException.class, UncheckedIOException.class);
                }
                attacks.incrementAndGet();
            }
        })).toList();
        try {
            var begun = System.nanoTime();
            for (var time = 0; time < 20 || System.nanoTime() - begun < ATTACKED_FOR.toNanos(); time++) {
                isServed();
            }
        } finally {
            over.set(true);
        }
        attackers.forEach(CompletableFuture::join);
        return attacks.get();
    }

    private static void isServed() {
        var begun = System.nanoTime();
        assertThat(listener.token().status()).isEqualTo(200);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).isLessThan(SERVED_WITHIN);
        TOOK.add(took);
    }

    /** For people: what it was on this machine, in this run. */
    @AfterEach
    void tell(TestInfo test) {
        var sorted = TOOK.stream().sorted().toList();
        System.out.println(test.getTestMethod().orElseThrow().getName() + ": " + sorted.size() + " answers, median "
                + sorted.get(sorted.size() / 2).toMillis() + " ms, slowest " + sorted.get(sorted.size() - 1).toMillis() + " ms");
        TOOK.clear();
    }

    private static int port() {
        return URI.create(node.url()).getPort();
    }

    @Test
    void hundredsOfRequestsThatNeverEndKeepNobodyWaiting() throws IOException {
        var slow = new ArrayList<Socket>();
        try {
            for (var request : List.of("POST /api/token HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                    "POST /api/token HTTP/1.1\r\nHost: x\r\nSostenuto-Client: 1\r\nContent-Length: 100000\r\n\r\nx")) {
                for (var connection = 0; connection < 200; connection++) {
                    var socket = new Socket("127.0.0.1", port());
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    slow.add(socket);
                }
            }
            IntStream.range(0, 20).forEach(time -> isServed());
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void hugeHeadersAreRefusedAndKeepNobodyWaiting() throws Exception {
        var huge = new RawCall("POST", "/api/token", List.of("Sostenuto-Client: 1", "X-Huge: " + "a".repeat(1 << 20)), "");
        assertThat(refusal(huge)).isIn(0, 400, 413, 431);
        assertThat(served(() -> refusal(huge))).isPositive();
    }

    @Test
    void hugeBodiesAreNotReadIntoMemory() throws Exception {
        var huge = new RawCall("POST", "/api/token", List.of("Sostenuto-Client: 1"), "a".repeat(8 << 20));
        assertThat(served(() -> refusal(huge))).isPositive();
        assertThat(node.log()).doesNotContain("OutOfMemoryError");
    }

    /** @return the status; 0 where the server closed the connection while it was written to */
    private static int refusal(RawCall call) {
        try {
            return call.send(port()).status();
        } catch (UncheckedIOException closed) {
            return 0;
        }
    }

    @Test
    void forgedCookiesAreOpenedByTheThousandAndLookNothingUp() throws Exception {
        var before = refusals();
        var real = listener.cookie(Listener.SESSION);
        var forger = new Listener(node.url());
        forger.cookie(Listener.SESSION, real.substring(0, real.length() - 8) + "AAAAAAAA");
        assertThat(forger.token().error()).isEqualTo("no_session");
        assertThat(served(() -> forger.copy().token())).isGreaterThan(50);
        assertThat(refusals() - before).as("lines of the audit log, whatever the attacker sends").isBetween(1L, 130L);
    }

    private static long refusals() {
        return node.log().lines().filter(line -> line.contains("input_validation_fail")).count();
    }

    @Test
    void thousandsOfStartedLoginsLeaveNothingBehind() throws Exception {
        var before = size();
        assertThat(served(() -> new Listener(node.url()).get("/api/login"))).isGreaterThan(50);
        for (var start = 0; start < 2_000; start++) {
            assertThat(new Listener(node.url()).get("/api/login").status()).isEqualTo(303);
        }
        assertThat(size() - before).as("octets in the data folder").isLessThan(100_000);
    }

    private static long size() throws IOException {
        try (var files = Files.walk(node.data())) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void oneClientThatAlwaysWantsANewerTokenCostsSpotifyTenAndOneAMinute() throws Exception {
        var greedy = new Listener(node.url()).connected();
        var before = spotify.presentations().size();
        var asked = served(() -> greedy.copy().token("?newerThan=" + greedy.token().version()));
        assertThat(asked).isGreaterThan(20);
        assertThat(spotify.presentations().size() - before).isBetween(1, 12);
    }
}
