package io.sostenuto.spotify;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The far side of the Web Playback SDK's stand-in (S18): its script, its hidden frame, the covers, and what the frame
 * asks for: a connection, a heartbeat, the licence for a track, and orders from the Web API.
 */
final class Sdk {

    private static final Duration ORDER_WAIT = Duration.ofSeconds(10);

    private final Settings settings;
    private final AccessTokens accessTokens;
    private final Devices devices;
    private final AtomicInteger licences = new AtomicInteger();

    Sdk(Settings settings, AccessTokens accessTokens, Devices devices) {
        this.settings = settings;
        this.accessTokens = accessTokens;
        this.devices = devices;
    }

    static boolean serves(String path) {
        return path.equals("/spotify-player.js") || path.startsWith("/sdk/");
    }

    void handle(Request request, Connection connection) throws IOException {
        connection.send(answer(request));
    }

    /** How many tracks were let play. */
    int licences() {
        return licences.get();
    }

    private Response answer(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /spotify-player.js" -> Assets.file("spotify-player.js", "text/javascript;charset=utf-8");
            case "GET /sdk/frame.html" -> Assets.file("frame.html", "text/html;charset=utf-8");
            case "GET /sdk/frame.js" -> Assets.file("frame.js", "text/javascript;charset=utf-8");
            case "GET /sdk/playback.js" -> Assets.file("playback.js", "text/javascript;charset=utf-8");
            case "GET /sdk/tracks.json" -> Assets.file("tracks.json", "application/json");
            case "GET /sdk/settings.json" ->
                    Response.json(200, Map.of("heartbeatMillis", settings.heartbeat.toMillis()));
            case "POST /sdk/connect" -> connect(request);
            case "POST /sdk/heartbeat" -> authorized(request, Response.empty(204));
            case "POST /sdk/licence" -> licence(request);
            case "POST /sdk/disconnect" -> {
                devices.signOff(request.form().getOrDefault("device", ""));
                yield Response.empty(204);
            }
            case "GET /sdk/orders" -> orders(request);
            default -> request.method().equals("GET") && request.path().startsWith("/sdk/covers/")
                    ? cover(request.path()) : Response.text(404, "Not Found");
        };
    }

    private Response connect(Request request) {
        if (settings.dealerDown) {
            return Response.text(503, "Service Unavailable");
        }
        var access = accessTokens.find(token(request)).filter(found -> !found.isOver());
        if (access.isEmpty()) {
            return Response.empty(401);
        }
        if (!settings.premium) {
            return Response.empty(403);
        }
        devices.signOn(request.form().get("device"), request.form().getOrDefault("name", "Player"),
                access.get().account().id());
        return Response.empty(204);
    }

    private Response licence(Request request) {
        var answer = authorized(request, Response.empty(204));
        if (answer.status() == 204) {
            licences.incrementAndGet();
        }
        return answer;
    }

    private Response authorized(Request request, Response answer) {
        if (settings.dealerDown) {
            return Response.text(503, "Service Unavailable");
        }
        return accessTokens.find(token(request)).filter(access -> !access.isOver()).isPresent()
                ? answer : Response.empty(401);
    }

    private Response orders(Request request) {
        try {
            var after = Long.parseLong(request.query().getOrDefault("after", "0"));
            var waiting = devices.after(request.query().getOrDefault("device", ""), after, ORDER_WAIT);
            return Response.json(200, Map.of("orders", waiting.stream()
                    .map(order -> Map.of("number", order.number(), "name", order.name(), "track", order.track(),
                            "position", order.position())).toList()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Response.empty(503);
        }
    }

    private static Response cover(String path) {
        var name = path.substring("/sdk/covers/".length());
        return name.matches("[a-z-]+\\.svg")
                ? Assets.file("covers/" + name, "image/svg+xml") : Response.text(404, "Not Found");
    }

    private static String token(Request request) {
        return request.header("authorization").orElse("").replaceFirst("^Bearer ", "");
    }
}
