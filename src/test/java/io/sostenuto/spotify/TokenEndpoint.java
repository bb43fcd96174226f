package io.sostenuto.spotify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code POST /api/token}: exchanges codes and refreshes (S7 to S13), and logs every presentation. */
final class TokenEndpoint {

    private final Settings settings;
    private final Codes codes;
    private final Grants grants;
    private final Faults faults;
    private final Spoiler spoiler;
    private final List<Presentation> presentations = Collections.synchronizedList(new ArrayList<>());
    private final List<String> verifiers = new CopyOnWriteArrayList<>();
    private final AtomicInteger posts = new AtomicInteger();

    TokenEndpoint(Settings settings, Codes codes, Grants grants, Faults faults, Spoiler spoiler) {
        this.settings = settings;
        this.codes = codes;
        this.grants = grants;
        this.faults = faults;
        this.spoiler = spoiler;
    }

    void handle(Request request, Connection connection) throws IOException {
        if (!request.method().equals("POST")) {
            connection.send(Response.text(405, "Method Not Allowed"));
            return;
        }
        posts.incrementAndGet();
        var form = request.form();
        if (form.containsKey("code_verifier")) {
            verifiers.add(form.get("code_verifier"));
        }
        var presented = form.getOrDefault("refresh_token", form.get("code"));
        var user = presented == null ? null
                : grants.userOf(presented).or(() -> codes.userOf(presented)).orElse(null);
        var fault = faults.take(user).orElse(null);
        var entry = new Entry(request, form, presented, user, connection.id(), fault);
        if (fault == null) {
            connection.send(decide(entry));
            return;
        }
        if (!fault.processes()) {
            log(entry, Grants.Decision.refused(Outcome.FAULT, null, null));
        }
        spoiler.answer(fault, () -> decide(entry), connection);
    }

    List<Presentation> presentations() {
        return List.copyOf(presentations);
    }

    List<String> verifiers() {
        return List.copyOf(verifiers);
    }

    int posts() {
        return posts.get();
    }

    private record Entry(Request request, Map<String, String> form, String presented, String user, long connection,
            Fault fault) {
        boolean rotates() {
            return fault instanceof Fault.Altered altered && altered.rotates();
        }
    }

    private Response decide(Entry entry) {
        var decision = decision(entry);
        log(entry, decision);
        if (decision.error() != null) {
            return Response.oauthError(decision.error(), decision.description());
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("access_token", decision.accessToken());
        fields.put("token_type", "Bearer");
        fields.put("expires_in", settings.accessTokenLife.toSeconds());
        decision.refreshTokenInAnswer().ifPresent(token -> fields.put("refresh_token", token));
        fields.put("scope", decision.grant().scope);
        return Response.json(200, fields).with("Cache-Control", "no-store");
    }

    private Grants.Decision decision(Entry entry) {
        var grantType = entry.form().get("grant_type");
        if (grantType == null) {
            return refused("unsupported_grant_type", "grant_type parameter is missing");
        }
        var auth = auth(entry.request());
        var refusal = clientRefusal(entry, auth);
        if (refusal != null) {
            return refusal;
        }
        return switch (grantType) {
            case "authorization_code" -> exchange(entry, withSecret(auth));
            case "refresh_token" -> refresh(entry, withSecret(auth));
            default -> refused("unsupported_grant_type", "grant_type must be authorization_code or refresh_token");
        };
    }

    private Grants.Decision exchange(Entry entry, boolean withSecret) {
        var form = entry.form();
        if (!form.containsKey("code")) {
            return refused("invalid_request", "code must be supplied");
        }
        var consented = codes.redeem(form.get("code")).orElse(null);
        if (consented == null || !consented.clientId().equals(clientId(entry))) {
            return refused("invalid_grant", "Invalid authorization code");
        }
        if (!Instant.now().isBefore(consented.expires())) {
            return refused("invalid_grant", "Authorization code expired");
        }
        if (!consented.redirectUri().equals(form.get("redirect_uri"))) {
            return refused("invalid_grant", "Invalid redirect URI");
        }
        if (!Codes.verifies(form.get("code_verifier"), consented.challenge())) {
            return refused("invalid_grant", "code_verifier was incorrect");
        }
        return grants.open(consented.clientId(), consented.account(), consented.scope(), withSecret);
    }

    private Grants.Decision refresh(Entry entry, boolean withSecret) {
        return entry.form().containsKey("refresh_token")
                ? grants.refresh(clientId(entry), entry.form().get("refresh_token"), withSecret, entry.rotates())
                : refused("invalid_request", "refresh_token must be supplied");
    }

    private Grants.Decision clientRefusal(Entry entry, ClientAuth auth) {
        var credentials = credentials(entry, auth);
        var secret = settings.secretOf(credentials[0]);
        if (secret == null) {
            return refused("invalid_client", "Invalid client");
        }
        if (credentials.length > 1 && !secret.equals(credentials[1])) {
            return refused("invalid_client", "Invalid client secret");
        }
        return null;
    }

    private static String clientId(Entry entry) {
        return credentials(entry, auth(entry.request()))[0];
    }

    private static String[] credentials(Entry entry, ClientAuth auth) {
        return switch (auth) {
            case BASIC -> basic(entry.request()).split(":", 2);
            case BODY -> new String[] {entry.form().get("client_id"), entry.form().get("client_secret")};
            case ID_ONLY -> new String[] {entry.form().get("client_id")};
            case NONE -> new String[] {""};
        };
    }

    private static ClientAuth auth(Request request) {
        if (!basic(request).isEmpty()) {
            return ClientAuth.BASIC;
        }
        if (request.form().containsKey("client_secret")) {
            return ClientAuth.BODY;
        }
        return request.form().containsKey("client_id") ? ClientAuth.ID_ONLY : ClientAuth.NONE;
    }

    private static boolean withSecret(ClientAuth auth) {
        return auth == ClientAuth.BASIC || auth == ClientAuth.BODY;
    }

    private static String basic(Request request) {
        var header = request.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return "";
        }
        try {
            var pair = new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
            return pair.contains(":") ? pair : ":";
        } catch (IllegalArgumentException notBase64) {
            return ":";
        }
    }

    private static Grants.Decision refused(String error, String description) {
        return Grants.Decision.refused(Outcome.REFUSED, error, description);
    }

    private void log(Entry entry, Grants.Decision decision) {
        presentations.add(new Presentation(System.nanoTime(), Instant.now(), entry.form().get("grant_type"),
                entry.presented(), entry.user(), decision.outcome(), decision.accessToken(),
                decision.refreshTokenInAnswer().map(Object::toString).orElse(null), auth(entry.request()),
                entry.connection(), entry.fault()));
    }
}
