package io.sostenuto.browsers;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

import static org.awaitility.Awaitility.await;

/**
 * A session of WebDriver: the few commands that a test needs, each answered with its value.
 *
 * @see <a href="https://www.w3.org/TR/webdriver2/">WebDriver, W3C</a>
 */
final class WebDriver implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    private final String session;

    /** What the driver did not do. */
    static final class Refusal extends RuntimeException {

        private static final Set<String> PASSING = Set.of("element click intercepted", "element not interactable",
                "no such element", "stale element reference");
        private final String error;

        Refusal(JsonObject value) {
            super(value.getString("error") + ": " + value.getString("message", ""));
            error = value.getString("error");
        }

        /** @return whether nothing was done because the page was just changing: it may be tried again */
        boolean passes() {
            return PASSING.contains(error);
        }
    }

    private WebDriver(String session) {
        this.session = session;
    }

    /** Opens a session; the driver need not have begun to listen. @param driver its address */
    static WebDriver open(String driver) {
        await().atMost(Tab.PATIENCE).ignoreException(UncheckedIOException.class)
                .until(() -> value(request(driver + "/status").GET()).asJsonObject().getBoolean("ready"));
        var opened = value(body(driver + "/session", Json.createObjectBuilder()
                .add("capabilities", JsonValue.EMPTY_JSON_OBJECT).build())).asJsonObject();
        return new WebDriver(driver + "/session/" + opened.getString("sessionId"));
    }

    JsonValue get(String command) {
        return value(request(session + command).GET());
    }

    JsonValue post(String command, JsonObject parameters) {
        return value(body(session + command, parameters));
    }

    @Override
    public void close() {
        value(request(session).DELETE());
    }

    private static HttpRequest.Builder body(String address, JsonObject parameters) {
        return request(address).header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(parameters.toString()));
    }

    private static HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(60));
    }

    private static JsonValue value(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            try (var reader = Json.createReader(new StringReader(answer.body()))) {
                var value = reader.readObject().get("value");
                if (answer.statusCode() != 200) {
                    throw new Refusal(value.asJsonObject());
                }
                return value;
            }
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
