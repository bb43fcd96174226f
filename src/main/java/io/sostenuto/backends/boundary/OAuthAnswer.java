package io.sostenuto.backends.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.backends.entity.BackendAnswer;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.Wish;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a backend is told, as HTTP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.2">RFC 8693 section 2.2</a>
 */
@ApplicationSingleton
public class OAuthAnswer {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final long LONGEST_WAIT = 60;

    void write(BackendAnswer answer, HttpServletResponse response) throws IOException {
        var body = json(answer, response).toString().getBytes(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache"); // RFC 6749 section 5.1
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static JsonObject json(BackendAnswer answer, HttpServletResponse response) {
        return answer.fold(served -> served.expiry().isPast() // on its way here
                        ? error(OAuthError.temporarilyUnavailable(AT_ONCE), response) : token(served),
                () -> JsonValue.EMPTY_JSON_OBJECT, why -> error(why, response));
    }

    private static JsonObject token(TokenResult.Served served) {
        return JSON.createObjectBuilder()
                .add("access_token", served.token().value())
                .add("issued_token_type", Wish.ACCESS_TOKEN)
                .add("token_type", "Bearer")
                .add("expires_in", Math.max(1, served.expiry().left().toSeconds()))
                .add("scope", served.scope())
                .add("version", served.version()).build();
    }

    private static JsonObject error(OAuthError error, HttpServletResponse response) {
        response.setStatus(error.status());
        if (error.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"sostenuto\", charset=\"UTF-8\"");
        }
        error.retryAfter().ifPresent(wait -> response.setHeader("Retry-After",
                String.valueOf(Math.min(LONGEST_WAIT, Math.max(1, (wait.toMillis() + 999) / 1000)))));
        var json = JSON.createObjectBuilder().add("error", error.code()).add("error_description", error.description());
        error.reason().ifPresent(reason -> json.add("reason", reason));
        return json.build();
    }
}
