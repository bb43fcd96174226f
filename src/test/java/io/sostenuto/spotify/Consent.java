package io.sostenuto.spotify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /authorize}: shows who asks for what, and sends the browser back with a code or a denial (S1 to S6). */
final class Consent {

    private static final Map<String, String> SCOPES = Map.of(
            "streaming", "Play music in this browser",
            "user-read-email", "See your e-mail address",
            "user-read-private", "See your kind of subscription",
            "user-read-playback-state", "See what is playing, and where",
            "user-modify-playback-state", "Start, stop and move the music",
            "user-read-currently-playing", "See the current track",
            "playlist-read-private", "See your private playlists",
            "user-library-read", "See your library");

    private record Asked(String clientId, String redirectUri, String state, String scope, String challenge) {
    }

    private final Settings settings;
    private final Codes codes;
    private final Map<String, Asked> open = new ConcurrentHashMap<>();
    private final Set<String> consented = ConcurrentHashMap.newKeySet();

    Consent(Settings settings, Codes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    Response answer(Request request) {
        return switch (request.method()) {
            case "GET" -> ask(request);
            case "POST" -> decide(request);
            default -> Response.text(405, "Method Not Allowed");
        };
    }

    private Response ask(Request request) {
        if (settings.secretOf(request.query("client_id")) == null) {
            return refused("INVALID_CLIENT: Invalid client");
        }
        var refusal = Redirects.refusal(request.query("redirect_uri"), settings.redirects);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (!"code".equals(request.query("response_type"))) {
            return refused("response_type must be code");
        }
        var scope = request.query().getOrDefault("scope", "");
        if (words(scope).anyMatch(word -> !SCOPES.containsKey(word))) {
            return refused("Illegal scope");
        }
        var challenge = request.query("code_challenge");
        if (challenge != null && !"S256".equals(request.query("code_challenge_method"))) {
            return refused("code_challenge_method must be S256");
        }
        var asked = new Asked(request.query("client_id"), request.query("redirect_uri"), request.query("state"), scope, challenge);
        if (consented.contains(settings.account.id()) && settings.rememberConsent
                && !"true".equals(request.query("show_dialog"))) {
            return allowed(asked);
        }
        var id = Opaque.hex(32);
        open.put(id, asked);
        return page(id, asked);
    }

    private Response decide(Request request) {
        var asked = open.remove(request.form().getOrDefault("request", ""));
        if (asked == null) {
            return refused("This page has been answered already. Go back to the application and connect again.");
        }
        if (!"allow".equals(request.form().get("decision"))) {
            return back(asked, "error", "access_denied");
        }
        consented.add(settings.account.id());
        return allowed(asked);
    }

    private Response allowed(Asked asked) {
        var scope = settings.grantedScopes == null ? asked.scope() : settings.grantedScopes;
        return back(asked, "code", codes.issue(new Codes.Consented(asked.clientId(), settings.account, scope, asked.redirectUri(),
                asked.challenge(), Instant.now().plus(settings.codeLife))));
    }

    private static Response back(Asked asked, String name, String value) {
        var answer = new LinkedHashMap<String, String>();
        answer.put(name, value);
        if (asked.state() != null) {
            answer.put("state", asked.state());
        }
        return Response.seeOther(asked.redirectUri() + (asked.redirectUri().contains("?") ? "&" : "?")
                + Form.encode(answer));
    }

    private Response page(String id, Asked asked) {
        var scopes = words(asked.scope()).map(word -> "<li>" + SCOPES.get(word) + "</li>")
                .collect(Collectors.joining("\n      "));
        return Response.html(200, Assets.text("consent.html")
                .replace("{listener}", Assets.escape(settings.account.displayName()))
                .replace("{app}", Assets.escape(settings.appName))
                .replace("{host}", Assets.escape(asked.redirectUri().replaceFirst("^(https?://[^/]*).*", "$1")))
                .replace("{scopes}", scopes)
                .replace("{request}", id)).with("Cache-Control", "no-store");
    }

    private static Response refused(String text) {
        return Response.html(400, Assets.text("refused.html").replace("{text}", Assets.escape(text)));
    }

    private static Stream<String> words(String scope) {
        return Stream.of(scope.split(" ")).filter(word -> !word.isEmpty());
    }
}
