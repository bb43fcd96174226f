package io.sostenuto.web.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The one place that turns a failure into HTTP: {@code application/problem+json} as the contract shows it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@ApplicationSingleton
public class ProblemAnswer {

    private static final String TYPE = "application/problem+json";
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final JsonProvider JSON = JsonProvider.provider();
    /** In seconds. HTTP clients and proxies wait as the header says, some for as long as it says; ours read the JSON. */
    private static final long LONGEST_IN_HEADER = 60;

    private final Settings settings;

    @Inject
    public ProblemAnswer(Settings settings) {
        this.settings = settings;
    }

    public Response of(Problem problem) {
        return of(problem, problem.status());
    }

    /** @param detail what the caller should send: a text of ours, with nothing of the request in it */
    public Response invalidParameter(String detail) {
        return answer(Problem.INVALID_PARAMETER, detail, Problem.INVALID_PARAMETER.status(), Optional.empty(), Optional.empty()).response();
    }

    /** The same as {@link #invalidParameter}. */
    public void writeInvalidParameter(String detail, HttpServletResponse response) throws IOException {
        answer(Problem.INVALID_PARAMETER, detail, Problem.INVALID_PARAMETER.status(), Optional.empty(), Optional.empty()).write(response);
    }

    /** @param session that is not there any more, where the caller showed one */
    public Response noSession(Optional<GrantCopy> session) {
        return answer(Problem.NO_SESSION, Problem.NO_SESSION.detail(), Problem.NO_SESSION.status(), Optional.empty(), Optional.empty(), Asker.browser(session))
                .response();
    }

    /** The database is needed and away: it may be back in two seconds. */
    public Response storageUnavailable() {
        return of(Problem.STORAGE_UNAVAILABLE, Optional.of(Duration.ofSeconds(2)), Optional.empty());
    }

    /** @param status of HTTP, where it is not the problem's usual one */
    public Response of(Problem problem, int status) {
        return answer(problem, problem.detail(), status, Optional.empty(), Optional.empty()).response();
    }

    /** @param retryAfter told in whole seconds, at least one, in the header at most 60; @param reason why Spotify refused, where it did */
    public Response of(Problem problem, Optional<Duration> retryAfter, Optional<String> reason) {
        return answer(problem, problem.detail(), problem.status(), retryAfter, reason).response();
    }

    /** The same as {@link #of(Problem, Optional, Optional)}, for the application's user. */
    public Response ofUser(Problem problem, Optional<Duration> retryAfter) {
        return answer(problem, problem.detail(), problem.status(), retryAfter, Optional.empty(), Asker.USER).response();
    }

    /** The whole answer, for a filter that lets nobody else answer. */
    public void write(Problem problem, HttpServletResponse response) throws IOException {
        write(problem, problem.status(), response);
    }

    /** @param status of HTTP, where it is not the problem's usual one */
    public void write(Problem problem, int status, HttpServletResponse response) throws IOException {
        answer(problem, problem.detail(), status, Optional.empty(), Optional.empty()).write(response);
    }

    /** The same as {@link #of(Problem, Optional, Optional)}. */
    public void write(Problem problem, Optional<Duration> retryAfter, Optional<String> reason, Asker asker,
                      HttpServletResponse response) throws IOException {
        answer(problem, problem.detail(), problem.status(), retryAfter, reason, asker).write(response);
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750 section 3: a caller that sent no token is told no error</a> */
    public void writeWithoutUserToken(HttpServletResponse response) throws IOException {
        var answer = answer(Problem.INVALID_USER_TOKEN, Problem.INVALID_USER_TOKEN.detail(), Problem.INVALID_USER_TOKEN.status(),
                Optional.empty(), Optional.empty(), Asker.USER);
        answer.headers().put(CHALLENGE, "Bearer");
        answer.write(response);
    }

    /** What is answered, by whichever way. */
    private record Answer(int status, Map<String, String> headers, String json) {

        Response response() {
            var response = Response.status(status).type(TYPE).entity(json);
            headers.forEach(response::header);
            return response.build();
        }

        void write(HttpServletResponse response) throws IOException {
            response.setHeader("Cache-Control", "no-store");
            headers.forEach(response::setHeader);
            response.setStatus(status);
            response.setContentType(TYPE);
            var body = json.getBytes(StandardCharsets.UTF_8);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    private Answer answer(Problem problem, String detail, int status, Optional<Duration> retryAfter, Optional<String> reason) {
        return answer(problem, detail, status, retryAfter, reason, Asker.UNKNOWN);
    }

    private Answer answer(Problem problem, String detail, int status, Optional<Duration> retryAfter, Optional<String> reason,
                          Asker asker) {
        var seconds = retryAfter.map(wait -> Math.max(1, (wait.toMillis() + 999) / 1000));
        var headers = new LinkedHashMap<String, String>();
        seconds.ifPresent(wait -> headers.put("Retry-After", String.valueOf(Math.min(wait, LONGEST_IN_HEADER))));
        if (status == 401 && problem.action() == Problem.Action.LOGIN) {
            headers.put(CHALLENGE, problem == Problem.INVALID_USER_TOKEN ? "Bearer error=\"invalid_token\""
                    : "Sostenuto realm=\"sostenuto\", error=\"" + problem.code() + "\"");
        }
        return new Answer(status, headers, json(problem, detail, status, seconds, reason, asker));
    }

    private String json(Problem problem, String detail, int status, Optional<Long> retryAfter, Optional<String> reason,
                        Asker asker) {
        var json = JSON.createObjectBuilder()
                .add("type", "urn:sostenuto:problem:" + problem.code())
                .add("title", problem.title())
                .add("status", status)
                .add("detail", detail)
                .addNull("accessToken")
                .add("error", problem.code())
                .add("action", (asker.isUser() ? problem.actionOfUser() : problem.action()).name().toLowerCase(Locale.ROOT));
        retryAfter.ifPresentOrElse(wait -> json.add("retryAfter", wait), () -> json.addNull("retryAfter"));
        reason.ifPresent(why -> json.add("reason", why));
        json.add("sessionPreserved", problem.sessionPreserved());
        json.add("loginUrl", problem.endsWithLogin() && !asker.isUser()
                ? JSON.createValue(LoginUrl.of(settings, asker.session()).toString()) : JsonValue.NULL);
        return json.build().toString();
    }
}
