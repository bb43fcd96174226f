package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser, as far as a node sees one: it keeps cookies, Secure ones on 127.0.0.1 as well, and goes where it is sent. */
final class TrainingListener {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int REDIRECTS = 300;
    private static final int CLIENT_ERRORS = 400;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final String node;

    TrainingListener(String node) {
        this.node = node;
    }

    /** To the node, to Spotify, and back to the node. */
    void login() throws IOException, InterruptedException {
        var answer = get(URI.create(node + "/api/login?return_to=/"));
        while (answer.statusCode() >= REDIRECTS && answer.statusCode() < CLIENT_ERRORS) {
            answer = get(answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow()));
        }
        expect(200, answer);
        if (answer.uri().getQuery() != null) {
            throw new IOException("the login ended at " + answer.uri().getPath() + "?" + answer.uri().getQuery());
        }
    }

    void get(int status, String path) throws IOException, InterruptedException {
        expect(status, get(URI.create(node + path)));
    }

    void post(int status, String path) throws IOException, InterruptedException {
        var address = URI.create(node + path);
        expect(status, send(address, HttpRequest.newBuilder(address).header("Sostenuto-Client", "training")
                .POST(HttpRequest.BodyPublishers.noBody())));
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return send(address, HttpRequest.newBuilder(address));
    }

    private HttpResponse<String> send(URI address, HttpRequest.Builder request) throws IOException, InterruptedException {
        if (address.toString().startsWith(node) && !cookies.isEmpty()) {
            request.header("Cookie", cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; ")));
        }
        var answer = http.send(request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
        answer.headers().allValues("Set-Cookie").stream().flatMap(line -> HttpCookie.parse(line).stream()).forEach(this::keep);
        return answer;
    }

    private void keep(HttpCookie cookie) {
        if (cookie.getMaxAge() == 0) {
            cookies.remove(cookie.getName());
        } else {
            cookies.put(cookie.getName(), cookie.getValue());
        }
    }

    private static void expect(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException(answer.uri().getPath() + " is answered " + answer.statusCode() + ", not " + status);
        }
    }
}
