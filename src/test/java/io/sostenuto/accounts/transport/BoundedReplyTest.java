package io.sostenuto.accounts.transport;

import io.sostenuto.accounts.control.TokenEndpointReply;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.launcher.NonBlockingTransport;
import io.sostenuto.storage.time.Deadline;
import jakarta.ws.rs.core.Form;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers that break off, over each transport of the runnable jar's REST client, in each framing of HTTP/1.1. */
class BoundedReplyTest {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "reply");
        thread.setDaemon(true);
        return thread;
    });
    private static final String JSON = "{\"access_token\":\"BQ1\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    private static final String HALF = JSON.substring(0, 40);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    /** The JVM's two clients; the older one is where nothing else is brought. */
    private enum Transport { OLD, NEW }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    private static Stream<Arguments> over(Stream<Arguments> answers) {
        return answers.flatMap(answer -> Stream.of(Transport.values())
                .map(transport -> Arguments.of(transport, answer.get()[0], answer.get()[1])));
    }

    static Stream<Arguments> halves() {
        return over(Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("half a status line", "HTTP/1.1 20"),
                Arguments.of("half a header", "HTTP/1.1 200 OK\r\nContent-Type: appl"),
                Arguments.of("a head alone", HEAD + "Content-Length: " + JSON.length() + "\r\n\r\n"),
                Arguments.of("half a body with a length", HEAD + "Content-Length: " + JSON.length() + "\r\n\r\n" + HALF),
                Arguments.of("half a chunk", HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(JSON.length())
                        + "\r\n" + HALF),
                Arguments.of("no last chunk", HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(HALF.length())
                        + "\r\n" + HALF + "\r\n"),
                Arguments.of("half a body to the connection's end", HEAD + "Connection: close\r\n\r\n" + HALF),
                Arguments.of("a head to the connection's end", HEAD + "Connection: close\r\n\r\n"),
                Arguments.of("half a refusal", "HTTP/1.1 400 Bad Request\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_gr"),
                Arguments.of("a whole refusal in half a body",
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 90\r\n\r\n{\"error\":\"invalid_grant\"}"),
                Arguments.of("half a refusal to the connection's end",
                        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"error\":\"invalid_grant\"")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("halves")
    void nobodyKnowsWhatHalfAnAnswerWouldHaveSaid(Transport transport, String what, String octets) throws Exception {
        try {
            var reply = call(transport, octets).get();
            assertThat(TokenEndpointReply.isBrokenOff(reply)).as(reply.toString()).isTrue();
        } catch (ExecutionException broken) {
            assertThat(CallFailure.inWords(broken)).isEqualTo("the connection broke off");
        }
    }

    static Stream<Arguments> wholes() {
        return over(Stream.of(
                Arguments.of("with a length", HEAD + "Content-Length: " + JSON.length() + "\r\n\r\n" + JSON),
                Arguments.of("in chunks", HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(JSON.length())
                        + "\r\n" + JSON + "\r\n0\r\n\r\n"),
                Arguments.of("to the connection's end", HEAD + "Connection: close\r\n\r\n" + JSON)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wholes")
    void aWholeAnswerIsOne(Transport transport, String what, String octets) throws Exception {
        var reply = call(transport, octets).get();
        assertThat(TokenEndpointReply.isBrokenOff(reply)).isFalse();
        assertThat(TokenEndpointReply.read(reply, Instant.EPOCH)).isInstanceOf(SpotifyAnswer.Issued.class);
    }

    static Stream<Arguments> garbage() {
        return over(Stream.of(
                Arguments.of("JSON that ends in the middle, as long as was said",
                        HEAD + "Content-Length: " + HALF.length() + "\r\n\r\n" + HALF),
                Arguments.of("nothing, as was said", HEAD + "Content-Length: 0\r\n\r\n"),
                Arguments.of("a page to the connection's end",
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Back soon</h1>")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("garbage")
    void garbageThatIsWholeIsGarbage(Transport transport, String what, String octets) throws Exception {
        var reply = call(transport, octets).get();
        assertThat(TokenEndpointReply.isBrokenOff(reply)).isFalse();
        assertThat(TokenEndpointReply.read(reply, Instant.EPOCH)).isInstanceOf(SpotifyAnswer.Garbled.class);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsSlowerThanTheDeadlineIsGivenUp(Transport transport) throws Exception {
        var nanos = new AtomicLong();
        var deadline = Deadline.in(Duration.ofSeconds(20), nanos::get);
        var head = HEAD + "Content-Length: " + JSON.length() + "\r\n\r\n";
        assertThat(call(transport, deadline, caller -> {
            caller.write((head + HALF).getBytes(StandardCharsets.UTF_8));
            nanos.addAndGet(Duration.ofSeconds(20).toNanos());
            caller.write(JSON.substring(HALF.length()).getBytes(StandardCharsets.UTF_8));
        })).failsWithin(Duration.ofSeconds(20)).withThrowableThat().havingRootCause()
                .withMessage("slower than the deadline");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyBeyondTheBoundCountsAsAnEmptyOneAndIsNotReadToItsEnd(Transport transport) throws Exception {
        var written = new AtomicLong();
        var block = new byte[64 * 1024];
        var reply = call(transport, Deadline.in(Duration.ofSeconds(20), System::nanoTime), caller -> {
            caller.write((HEAD + "Content-Length: " + (1L << 30) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            try {
                for (var blocks = 0; blocks < 1 << 14; blocks++) {
                    caller.write(block);
                    written.addAndGet(block.length);
                }
            } catch (IOException closed) {
                // as it should be
            }
        }).get();
        assertThat(reply.body()).isEmpty();
        assertThat(TokenEndpointReply.read(reply, Instant.EPOCH)).isInstanceOf(SpotifyAnswer.Garbled.class);
        assertThat(written.get()).as("of 1 GiB").isLessThan(1 << 29);
    }

    /** What the far side does when it has read a request. */
    private interface Answer {
        void to(OutputStream caller) throws IOException;
    }

    /** One POST to a far side that answers with these octets and closes the connection. */
    private static CompletableFuture<BoundedReply> call(Transport transport, String octets) throws IOException {
        return call(transport, Deadline.in(Duration.ofSeconds(20), System::nanoTime),
                caller -> caller.write(octets.getBytes(StandardCharsets.UTF_8)));
    }

    private static CompletableFuture<BoundedReply> call(Transport transport, Deadline deadline, Answer octets) throws IOException {
        var far = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        THREADS.execute(() -> answer(far, octets));
        var builder = RestClientBuilder.newBuilder().baseUri(URI.create("http://127.0.0.1:" + far.getLocalPort()))
                .followRedirects(false).property("microprofile.rest.client.disable.default.mapper", true);
        if (transport == Transport.NEW) {
            new NonBlockingTransport().onNewClient(SpotifyAccounts.class, builder);
        }
        return BoundedReply.within(deadline,
                builder.build(SpotifyAccounts.class).token("any", new Form().param("end", "of-the-request")), THREADS);
    }

    /** As often as it is asked: the old client sends a POST again where nobody has told the JVM not to. */
    private static void answer(ServerSocket far, Answer octets) {
        try (far) {
            while (!THREADS.isShutdown()) {
                try (var caller = far.accept()) {
                    var request = new StringBuilder();
                    while (request.indexOf("of-the-request") < 0) {
                        request.append((char) caller.getInputStream().read());
                    }
                    octets.to(caller.getOutputStream());
                }
            }
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }
}
