package io.sostenuto.spotify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code /stand-in}, for tests outside this JVM. POST takes a form of {@link Switch}es and does them in their order, or,
 * if one is wrong, none; GET tells what happened.
 */
final class Control {

    static final String PATH = "/stand-in";

    private Control() {
    }

    static Response answer(Request request, SpotifyStandIn spotify) {
        return switch (request.method()) {
            case "GET" -> Response.json(200, report(spotify)).with("Cache-Control", "no-store");
            case "POST" -> request.isForm() ? set(request, spotify) : Response.text(400, "Send a form.\n");
            default -> Response.text(405, "Method Not Allowed");
        };
    }

    private static Response set(Request request, SpotifyStandIn spotify) {
        List<Consumer<SpotifyStandIn>> calls;
        try {
            calls = Form.pairs(request.text()).stream().map(Switch::read).toList();
        } catch (IllegalArgumentException wrong) {
            return Response.text(400, wrong.getMessage() + "\n");
        }
        calls.forEach(call -> call.accept(spotify));
        return Response.empty(204);
    }

    private static Map<String, Object> report(SpotifyStandIn spotify) {
        var report = new LinkedHashMap<String, Object>();
        report.put("tokenPosts", spotify.tokenPosts());
        report.put("presentations", spotify.presentations().stream().map(Control::fields).toList());
        report.put("apiCalls", spotify.apiCalls());
        report.put("fired", spotify.faults().stream().map(Object::toString).toList());
        report.put("unfired", spotify.unfired());
        report.put("hanging", spotify.hanging());
        return report;
    }

    private static Map<String, Object> fields(Presentation presentation) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("grantType", presentation.grantType());
        fields.put("user", presentation.userId());
        fields.put("outcome", presentation.outcome().toString());
        fields.put("clientAuth", presentation.clientAuth().toString());
        fields.put("fault", presentation.fault() == null ? null : presentation.fault().toString());
        return fields;
    }
}
