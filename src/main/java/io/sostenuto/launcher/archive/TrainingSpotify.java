package io.sostenuto.launcher.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much of Spotify as a training asks for, on 127.0.0.1 and a port of its own: everybody consents at once, each refresh
 * token is good, and each renewal brings a new one.
 */
final class TrainingSpotify implements AutoCloseable {

    private static final int SEE_OTHER = 303;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final AtomicInteger issued = new AtomicInteger();
    /** As the last one who came to consent was asked for; sent as Spotify sends it. */
    private volatile String scope = "";

    private TrainingSpotify(HttpServer server) {
        this.server = server;
    }

    static TrainingSpotify start() throws IOException {
        var spotify = new TrainingSpotify(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        spotify.server.createContext("/", exchange -> answer(exchange, 200, "{}")); // a node looks whether Spotify is reached
        spotify.server.createContext("/authorize", spotify::consent);
        spotify.server.createContext("/api/token", spotify::issue);
        spotify.server.createContext("/v1/me", TrainingSpotify::profile);
        spotify.server.start();
        return spotify;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void consent(HttpExchange exchange) throws IOException {
        var query = form(exchange.getRequestURI().getRawQuery());
        scope = query.getOrDefault("scope", "");
        exchange.getResponseHeaders().set("Location", query.get("redirect_uri") + "?code=training&state="
                + URLEncoder.encode(query.getOrDefault("state", ""), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(SEE_OTHER, NO_BODY);
        exchange.close();
    }

    private void issue(HttpExchange exchange) throws IOException {
        var grant = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)).get("grant_type");
        if ("authorization_code".equals(grant) || "refresh_token".equals(grant)) {
            var number = issued.incrementAndGet();
            answer(exchange, 200, """
                    {"access_token":"access-%d","token_type":"Bearer","expires_in":3600,"refresh_token":"refresh-%d","scope":"%s"}"""
                    .formatted(number, number, scope));
        } else {
            answer(exchange, 400, "{\"error\":\"unsupported_grant_type\"}");
        }
    }

    private static void profile(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            answer(exchange, 200, "{\"id\":\"training\",\"display_name\":\"Training\",\"product\":\"premium\"}");
        } else {
            answer(exchange, 401, "{\"error\":{\"status\":401,\"message\":\"No token provided\"}}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        var body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        var hasBody = !"HEAD".equals(exchange.getRequestMethod());
        exchange.sendResponseHeaders(status, hasBody ? body.length : NO_BODY);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Map<String, String> form(String text) {
        return Stream.of((text == null ? "" : text).split("&")).filter(pair -> pair.contains("="))
                .collect(Collectors.toMap(pair -> decoded(pair.substring(0, pair.indexOf('='))),
                        pair -> decoded(pair.substring(pair.indexOf('=') + 1)), (first, second) -> first));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
