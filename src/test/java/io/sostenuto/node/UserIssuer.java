package io.sostenuto.node;

import com.sun.net.httpserver.HttpServer;
import io.sostenuto.issuers.Jwts;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Who tells the application's users from others: an issuer with keys of its own, over HTTP on this machine. */
final class UserIssuer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile List<PublicJsonWebKey> keys;
    private volatile boolean away;
    private volatile CountDownLatch held = new CountDownLatch(0);

    UserIssuer() {
        keys = List.of(Jwts.key("ES256", "first"));
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException none) {
            throw new AssertionError(none);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            try (exchange) {
                held.await();
                var body = keys.stream().map(key -> key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
                        .collect(Collectors.joining(",", "{\"keys\":[", "]}")).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(away ? 503 : 200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int fetches() {
        return fetches.get();
    }

    PublicJsonWebKey key() {
        return keys.get(0);
    }

    /** Signs with another key from now on. */
    void rotate(String kid) {
        keys = List.of(Jwts.key("ES256", kid), keys.get(0));
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** Answers nobody until the latch is open. */
    void holds(CountDownLatch latch) {
        held = latch;
    }

    /** @return a token that nobody has signed yet */
    Jwts claims(String user) {
        return new Jwts(url(), user, List.of("app"), Instant.now().plusSeconds(300));
    }

    String token(String user) {
        return claims(user).signed("ES256", key());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
