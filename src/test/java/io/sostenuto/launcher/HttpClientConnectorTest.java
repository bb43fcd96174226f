package io.sostenuto.launcher;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.Response;
import org.glassfish.jersey.client.ClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A look at the clock between the connection and the body: where it says no, the body goes nowhere. And an answer's body
 * that does not end: it holds nothing.
 */
class HttpClientConnectorTest {

    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Answers one request when all of it is there, or the connection has ended. @return what came */
    private CompletableFuture<String> received() {
        return CompletableFuture.supplyAsync(() -> {
            var text = new StringBuilder();
            try (var connection = server.accept()) {
                var octets = new byte[4096];
                while (text.indexOf("the-refresh-token") < 0) {
                    var count = connection.getInputStream().read(octets);
                    if (count < 0) {
                        return text.toString();
                    }
                    text.append(new String(octets, 0, count, StandardCharsets.US_ASCII));
                }
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException broken) {
                return text.toString();
            }
            return text.toString();
        });
    }

    /** Answers so many requests with half a body, and one more with all of it. @return how many connections were given up */
    private CompletableFuture<Integer> answered(int halves) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                var open = new ArrayList<Socket>();
                while (open.size() < halves) {
                    open.add(server.accept());
                    begin(open.get(open.size() - 1), "half");
                }
                try (var last = server.accept()) {
                    begin(last, "the whole");
                }
                var ended = 0;
                for (var connection : open) {
                    connection.setSoTimeout(10_000);
                    ended += connection.getInputStream().read() < 0 ? 1 : 0;
                    connection.close();
                }
                return ended;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
    }

    private static void begin(Socket connection, String body) throws IOException {
        var request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) connection.getInputStream().read());
        }
        connection.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static Client client(int seconds) {
        return ClientBuilder.newBuilder().withConfig(new ClientConfig().connectorProvider(HttpClientConnector::new))
                .readTimeout(seconds, TimeUnit.SECONDS).build();
    }

    private String post(Runnable look) {
        return client(5).target("http://127.0.0.1:" + server.getLocalPort() + "/api/token").request()
                .property(HttpClientConnector.BEFORE_BODY, look)
                .post(Entity.form(new Form("refresh_token", "the-refresh-token")), String.class);
    }

    @Test
    void whatIsInTimeIsSent() {
        var received = received();
        assertThat(post(() -> { })).isEqualTo("OK");
        assertThat(received).succeedsWithin(Duration.ofSeconds(5)).asString().contains("POST /api/token", "refresh_token=");
    }

    @Test
    void whatIsTooLateWhenTheConnectionIsThereIsNot() {
        var received = received();
        assertThatThrownBy(() -> post(() -> {
            throw new TooLate();
        })).hasRootCauseInstanceOf(TooLate.class);
        assertThat(received).succeedsWithin(Duration.ofSeconds(10)).asString().doesNotContain("the-refresh-token");
    }

    @Test
    void bodiesThatDoNotEndHoldNoThreadUntilTheyAreGivenUp() {
        var halves = 3 * HttpClientThreads.NUMBER;
        var givenUp = answered(halves);
        var target = client(3).target("http://127.0.0.1:" + server.getLocalPort() + "/");
        var calls = Stream.generate(() -> target.request().rx().get().toCompletableFuture()).limit(halves + 1).toList();
        assertThat(CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new))).succeedsWithin(Duration.ofSeconds(10));
        var whole = calls.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow();
        assertThat(whole.join().readEntity(String.class)).isEqualTo("the whole");
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .filteredOn(name -> name.equals(HttpClientThreads.NAME)).hasSizeLessThanOrEqualTo(HttpClientThreads.NUMBER);
        assertThat(givenUp).as("with the read timeout").succeedsWithin(Duration.ofSeconds(20)).isEqualTo(halves);
        assertThat(calls).filteredOn(call -> call != whole)
                .allSatisfy(call -> assertThat(failure(call)).hasRootCauseInstanceOf(SocketTimeoutException.class));
    }

    private static Throwable failure(CompletableFuture<Response> call) {
        return catchThrowable(() -> call.join().readEntity(byte[].class));
    }
}
