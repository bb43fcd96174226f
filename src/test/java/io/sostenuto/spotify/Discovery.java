package io.sostenuto.spotify;

import java.util.List;
import java.util.Map;

/** The undocumented discovery document and revocation endpoint (S16); off unless a test switches them on. */
final class Discovery {

    static final String DOCUMENT = "/.well-known/openid-configuration";
    static final String REVOCATION = "/oauth2/revoke/v1";

    private final Settings settings;
    private final Grants grants;

    Discovery(Settings settings, Grants grants) {
        this.settings = settings;
        this.grants = grants;
    }

    Response answer(Request request, String url) {
        if (!settings.discovery) {
            return Response.text(404, "Not Found");
        }
        if (request.path().equals(DOCUMENT)) {
            return Response.json(200, Map.of("issuer", url,
                    "authorization_endpoint", url + "/authorize",
                    "token_endpoint", url + "/api/token",
                    "revocation_endpoint", url + REVOCATION,
                    "code_challenge_methods_supported", List.of("S256"),
                    "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post")));
        }
        grants.revoke(request.form().getOrDefault("token", ""));
        return Response.empty(200);
    }
}
