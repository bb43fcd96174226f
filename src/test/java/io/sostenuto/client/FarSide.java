package io.sostenuto.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Answers every request with what a test has set, and keeps what it was sent last. */
final class FarSide implements AutoCloseable {

    private final HttpServer server;
    private volatile int status = 204;
    private volatile String body = "";
    private volatile Map<String, String> headers = Map.of();
    private volatile String line;
    private volatile Headers sent;
    private volatile String sentBody;

    FarSide() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void answers(int status, String type, String body, String... header) {
        this.status = status;
        this.body = body;
        this.headers = new HashMap<>();
        if (!body.isEmpty()) {
            headers.put("Content-Type", type);
        }
        if (header.length > 0) {
            headers.put(header[0], header[1]);
        }
    }

    /** @return method, path and query of the last request */
    String line() {
        return line;
    }

    /** @return this header of the last request */
    String sent(String name) {
        return sent.getFirst(name);
    }

    /** @return the body of the last request */
    String sentBody() {
        return sentBody;
    }

    private void handle(HttpExchange exchange) throws IOException {
        line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        sent = exchange.getRequestHeaders();
        sentBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::add);
        var octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
