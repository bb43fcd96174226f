package io.sostenuto.bench;

import io.sostenuto.Listener;
import io.sostenuto.integrators.StandInProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** The stand-in for Spotify as a process of its own, set and read over HTTP. */
final class StandIn implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final StandInProcess process;
    private final String url;

    StandIn() throws IOException {
        process = new StandInProcess("--port=0");
        url = process.firstLine();
    }

    String url() {
        return url;
    }

    /** Throws a switch; see its page for all of them. */
    void set(String name, String value) {
        send(request().header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(name + "=" + Listener.encode(value))), 204);
    }

    /** @return how many POSTs its token endpoint has seen since it was reset */
    int tokenPosts() {
        return report().getInt("tokenPosts");
    }

    /** @return how many faults have fired since it was reset */
    int fired() {
        return report().getJsonArray("fired").size();
    }

    /** Until the token endpoint has seen so many POSTs. */
    void awaitTokenPosts(int number, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(50)).until(() -> tokenPosts() >= number);
    }

    private JsonObject report() {
        try (var reader = Json.createReader(new StringReader(send(request().GET(), 200)))) {
            return reader.readObject();
        }
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(url + "/stand-in")).timeout(Duration.ofSeconds(10));
    }

    private static String send(HttpRequest.Builder request, int expected) {
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new AssertionError("the stand-in answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
