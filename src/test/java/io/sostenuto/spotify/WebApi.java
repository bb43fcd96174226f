package io.sostenuto.spotify;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The part of the Web API that a player needs, with Spotify's error bodies (S17), callable from any origin. */
final class WebApi {

    private static final String MODIFY = "user-modify-playback-state";
    private static final String READ = "user-read-playback-state";

    private final Settings settings;
    private final AccessTokens accessTokens;
    private final Devices devices;
    private final Faults faults;
    private final Spoiler spoiler;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    WebApi(Settings settings, AccessTokens accessTokens, Devices devices, Faults faults, Spoiler spoiler) {
        this.settings = settings;
        this.accessTokens = accessTokens;
        this.devices = devices;
        this.faults = faults;
        this.spoiler = spoiler;
    }

    void handle(Request request, Connection connection) throws IOException {
        if (request.method().equals("OPTIONS")) {
            connection.send(open(Response.empty(204)));
            return;
        }
        calls.add(request.line());
        var user = bearer(request).flatMap(accessTokens::find).map(access -> access.account().id()).orElse(null);
        var fault = faults.take(user).orElse(null);
        if (fault == null) {
            connection.send(open(answer(request)));
        } else if (fault instanceof Fault.Canned canned) {
            connection.send(open(canned.answer()));
        } else {
            spoiler.answer(fault, () -> open(answer(request)), connection);
        }
    }

    /** Method and path of every call, in their order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private Response answer(Request request) {
        if (request.header("authorization").isEmpty()) {
            return unauthorized("No token provided");
        }
        var token = bearer(request);
        if (token.isEmpty()) {
            return error(400, "Only valid bearer authentication supported");
        }
        var access = accessTokens.find(token.get()).orElse(null);
        if (access == null) {
            return unauthorized("Invalid access token");
        }
        if (access.isOver()) {
            return unauthorized("The access token expired");
        }
        if (!settings.ownerPremium) {
            return error(403, "Active premium subscription required for the owner of the app. When the subscription "
                    + "status changes, it can take a few hours until it works.");
        }
        if (!settings.listed) {
            return error(403, "User not registered in the Developer Dashboard");
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /v1/me" -> me(access.account());
            case "GET /v1/melody/v1/check_scope" -> scoped(access, "streaming", () -> Response.empty(200));
            case "GET /v1/me/player" -> scoped(access, READ, () -> playback(access.account()));
            case "GET /v1/me/player/devices" -> scoped(access, READ, () -> list(access.account()));
            case "PUT /v1/me/player" -> scoped(access, MODIFY, () -> transfer(request, access.account()));
            case "PUT /v1/me/player/play" -> scoped(access, MODIFY, () -> play(request, access.account()));
            case "PUT /v1/me/player/pause" -> scoped(access, MODIFY, () -> tell("pause", request, access.account()));
            case "POST /v1/me/player/next" -> scoped(access, MODIFY, () -> tell("next", request, access.account()));
            case "POST /v1/me/player/previous" ->
                    scoped(access, MODIFY, () -> tell("previous", request, access.account()));
            default -> error(404, "Service not found");
        };
    }

    private Response me(Account account) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", account.id());
        fields.put("display_name", account.displayName());
        fields.put("type", "user");
        fields.put("uri", "spotify:user:" + account.id());
        if (account.accountId() != null) {
            fields.put("account_id", account.accountId());
        }
        if (!settings.meLacksDetails) {
            fields.put("email", account.id() + "@example.org");
            fields.put("product", settings.premium ? "premium" : "free");
            fields.put("country", "DE");
        }
        return Response.json(200, fields);
    }

    private Response playback(Account account) {
        return devices.active(account.id())
                .map(device -> Response.json(200, Map.of("device", fields(device), "is_playing", devices.isPlaying())))
                .orElseGet(() -> Response.empty(204));
    }

    private Response list(Account account) {
        return Response.json(200, Map.of("devices", devices.of(account.id()).stream().map(this::fields).toList()));
    }

    private Map<String, Object> fields(Devices.Device device) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", device.id());
        fields.put("is_active", devices.active(device.userId()).filter(device::equals).isPresent());
        fields.put("name", device.name());
        fields.put("type", "Computer");
        return fields;
    }

    private Response transfer(Request request, Account account) {
        Map<String, Object> body;
        try {
            body = JsonReader.object(request.text());
        } catch (IllegalArgumentException notJson) {
            return error(400, "Error parsing JSON.");
        }
        if (!(body.get("device_ids") instanceof List<?> ids) || ids.isEmpty()) {
            return error(400, "Required field device_ids missing");
        }
        if (ids.size() > 1) {
            return error(400, "Can only transfer to one device");
        }
        if (!settings.premium) {
            return premiumRequired();
        }
        return devices.visible(String.valueOf(ids.get(0)), account.id()).map(device -> {
            devices.transfer(device, Boolean.TRUE.equals(body.get("play")));
            return done();
        }).orElseGet(() -> error(404, "Device not found"));
    }

    /** Without a body it resumes; with one it plays what that names: {@code uris}, or a context and an offset in it. */
    private Response play(Request request, Account account) {
        if (request.text().isEmpty()) {
            return tell("play", request, account);
        }
        Map<String, Object> body;
        try {
            body = JsonReader.object(request.text());
        } catch (IllegalArgumentException notJson) {
            return error(400, "Error parsing JSON.");
        }
        var track = body.get("uris") instanceof List<?> uris && !uris.isEmpty() ? uris.get(0)
                : body.get("offset") instanceof Map<?, ?> offset ? offset.get("uri") : null;
        if (track == null) {
            return error(400, "Unsupported context");
        }
        var position = body.get("position_ms") instanceof Number number ? number.longValue() : 0;
        return tell("play", String.valueOf(track), position, request, account);
    }

    private Response tell(String command, Request request, Account account) {
        return tell(command, "", 0, request, account);
    }

    private Response tell(String command, String track, long position, Request request, Account account) {
        if (!settings.premium) {
            return premiumRequired();
        }
        var named = request.query("device_id");
        var device = named == null ? devices.active(account.id()) : devices.visible(named, account.id());
        if (device.isEmpty()) {
            return named == null ? error(404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE")
                    : error(404, "Device not found");
        }
        devices.tell(device.get(), command, track, position);
        return done();
    }

    private Response done() {
        return settings.playerAnswersText ? Response.text(200, Opaque.token("", 27)) : Response.empty(204);
    }

    private static Response scoped(AccessTokens.Access access, String scope, Supplier<Response> answer) {
        return access.scopes().contains(scope) ? answer.get() : error(403, "Insufficient client scope");
    }

    private static Response premiumRequired() {
        return error(403, "Player command failed: Premium required", "PREMIUM_REQUIRED");
    }

    private static Optional<String> bearer(Request request) {
        return request.header("authorization").filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring(7).trim());
    }

    private static Response unauthorized(String message) {
        return error(401, message).with("WWW-Authenticate",
                "Bearer realm=\"spotify\", error=\"invalid_token\", error_description=\"" + message + "\"");
    }

    private static Response error(int status, String message) {
        return Response.json(status, Map.of("error", Map.of("status", status, "message", message)));
    }

    private static Response error(int status, String message, String reason) {
        return Response.json(status, Map.of("error", Map.of("status", status, "message", message, "reason", reason)));
    }

    private static Response open(Response response) {
        return response.with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
                .with("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS")
                .with("Access-Control-Expose-Headers", "Retry-After").with("Access-Control-Max-Age", "600");
    }
}
