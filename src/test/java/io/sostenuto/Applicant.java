package io.sostenuto;

import io.sostenuto.issuers.Jwts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A user of an application that has users of its own: its pages call with that user's token, and keep no cookie. */
public record Applicant(String subject) {

    public static final String RETURN = "https://app.example/linked?from=sostenuto";
    public static final String SECOND_RETURN = "com.example.app:/linked";
    public static final String ISSUER = "https://id.app.example";
    private static final String AUDIENCE = "sostenuto-tests";
    private static final String SECRET = "a-secret-of-the-issuer-in-the-tests-1234567890";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What a node has to know of them. */
    public static final Map<String, String> ENVIRONMENT = Map.of("SOSTENUTO_USERS_ISSUER", ISSUER, "SOSTENUTO_USERS_AUDIENCES", AUDIENCE,
            "SOSTENUTO_USERS_ALGORITHMS", "HS256", "SOSTENUTO_USERS_SHARED_SECRET", SECRET,
            "SOSTENUTO_USERS_RETURN_URIS", RETURN + "," + SECOND_RETURN, "SOSTENUTO_USERS_NAME", "Music & <b>More</b>");

    public static void admitAt(Node node) {
        ENVIRONMENT.forEach(node::with);
    }

    /** @return a token of this user, good for ten minutes */
    public String token() {
        return new Jwts(ISSUER, subject, List.of(AUDIENCE), Instant.now().plusSeconds(600)).signed("HS256", SECRET);
    }

    public Listener.Answer get(Node node, String path) {
        return send(node, "GET", path, BodyPublishers.noBody());
    }

    public Listener.Answer post(Node node, String path) {
        return send(node, "POST", path, BodyPublishers.noBody());
    }

    public Listener.Answer delete(Node node, String path) {
        return send(node, "DELETE", path, BodyPublishers.noBody());
    }

    public Listener.Answer complete(Node node, String form) {
        return send(node, "POST", "/api/link/complete", BodyPublishers.ofString(form));
    }

    public Listener.Answer complete(Node node, String code, String returnTo) {
        return complete(node, "connect_code=" + Listener.encode(code) + "&return_to=" + Listener.encode(returnTo));
    }

    /** @return the address that the browser has to open */
    public String connectUrl(Node node, String query) {
        return begin(node, query).json().getString("connectUrl");
    }

    public Listener.Answer begin(Node node, String query) {
        return post(node, "/api/link?return_to=" + Listener.encode(RETURN) + query);
    }

    private Listener.Answer send(Node node, String method, String path, BodyPublisher body) {
        try {
            var response = HTTP.send(HttpRequest.newBuilder(URI.create(node.url() + path)).timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + token()).header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, body).build(), HttpResponse.BodyHandlers.ofString());
            ApiDescription.check(response);
            return new Listener.Answer(response.statusCode(), response);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
