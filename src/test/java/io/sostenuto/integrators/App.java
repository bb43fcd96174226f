package io.sostenuto.integrators;

import io.sostenuto.Listener;
import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody's app that knows OAuth and Spotify's URL, and nothing else. */
record App(String spotify, String id, String secret, String redirectUri) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-length";

    static App at(String spotify) {
        return new App(spotify, "stand-in-client", "stand-in-secret", "http://127.0.0.1:7777/api/callback");
    }

    /** Authorization code and PKCE S256, to the tokens. */
    JsonObject login() throws IOException, InterruptedException {
        var back = new Listener(redirectUri).callback(spotify + "/authorize?" + form(Map.of("client_id", id,
                "response_type", "code", "redirect_uri", redirectUri, "scope", "streaming", "state", "of-mine",
                "code_challenge_method", "S256", "code_challenge", challenge())), "allow");
        assertThat(Listener.parameter(back, "state")).isEqualTo("of-mine");
        return json(token(Map.of("grant_type", "authorization_code", "code", Listener.parameter(back, "code"),
                "redirect_uri", redirectUri, "code_verifier", VERIFIER)));
    }

    HttpResponse<String> refresh(String refreshToken) throws IOException, InterruptedException {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    HttpResponse<String> me(String accessToken) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(spotify + "/v1/me"))
                .header("Authorization", "Bearer " + accessToken));
    }

    /** A form to this path of the stand-in. */
    HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(spotify + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes()))
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    JsonObject report() throws IOException, InterruptedException {
        return json(send(HttpRequest.newBuilder(URI.create(spotify + "/stand-in"))));
    }

    static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (var reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private HttpResponse<String> token(Map<String, String> fields) throws IOException, InterruptedException {
        return post("/api/token", form(fields));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream().map(field -> field.getKey() + "=" + Listener.encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
