package io.sostenuto.launcher;

import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Form;
import org.glassfish.jersey.client.ClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A look at the clock between the connection and the body: where it says no, the body goes nowhere. */
class HttpClientConnectorTest {

    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
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

    private String post(Runnable look) {
        var client = ClientBuilder.newBuilder().withConfig(new ClientConfig().connectorProvider(HttpClientConnector::new))
                .readTimeout(5, TimeUnit.SECONDS).build();
        return client.target("http://127.0.0.1:" + server.getLocalPort() + "/api/token").request()
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
}
