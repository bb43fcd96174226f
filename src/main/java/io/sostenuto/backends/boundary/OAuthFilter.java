package io.sostenuto.backends.boundary;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.LineLimit;
import io.sostenuto.backends.control.BackendCalls;
import io.sostenuto.backends.control.BackendClients;
import io.sostenuto.backends.entity.BackendAnswer;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.web.boundary.FormBody;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The calls of backends: {@code /api/oauth/token} and {@code /api/oauth/revoke}. They come before any cookie is looked at, and
 * no request thread waits for a form, the database, an issuer or Spotify.
 */
public class OAuthFilter extends HttpFilter {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(OAuthFilter.class.getName()));
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_OCTETS = 64 * 1024;
    private static final Duration FORM_IN_TIME = Duration.ofSeconds(10);
    private static final Duration BEYOND_SPOTIFY = Duration.ofMillis(4500);
    private static final BackendAnswer NO_FORM =
            new BackendAnswer.Failed(OAuthError.invalidRequest("The request should be a form (" + FORM + ") of 64 KiB at most, with its Content-Length."));
    private static final BackendAnswer LATE = new BackendAnswer.Failed(OAuthError.temporarilyUnavailable(Duration.ofSeconds(2)));

    @Inject
    private transient BackendClients clients;
    @Inject
    private transient BackendCalls calls;
    @Inject
    private transient OAuthAnswer answers;
    @Inject
    private transient ProblemAnswer problems;
    @Inject
    private transient Settings settings;
    @Inject
    private transient Threads threads;
    @Inject
    private transient Event<AuditEvent> audit;

    /** What is called. */
    @FunctionalInterface
    private interface Call {
        CompletionStage<BackendAnswer> answer(byte[] form, List<String> authorization);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException {
        var call = call(request);
        if (!clients.areConfigured() || call.isEmpty()) {
            problems.write(Problem.NOT_FOUND, response);
        } else if (!admits(request)) {
            audit.fire(AuditEvent.of(AuditEvent.Kind.ORIGIN_REFUSED));
            problems.write(Problem.FORBIDDEN_ORIGIN, response);
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            problems.write(Problem.REQUEST_REFUSED, HttpServletResponse.SC_METHOD_NOT_ALLOWED, response);
        } else if (!isForm(request.getContentType())) {
            answers.write(NO_FORM, response);
        } else {
            answerLater(call.get(), request, response);
        }
    }

    private Optional<Call> call(HttpServletRequest request) {
        var path = request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
        return switch (path) {
            case "/api/oauth/token" -> Optional.of(calls::exchange);
            case "/api/oauth/revoke" -> Optional.of(calls::revoke);
            default -> Optional.empty();
        };
    }

    /** A backend sends neither; a browser that does may be no foreign page's. */
    private boolean admits(HttpServletRequest request) {
        var origins = Collections.list(request.getHeaders("Origin"));
        var isAllowed = origins.size() == 1 && settings.allowedOrigins().contains(origins.get(0));
        return (origins.isEmpty() || origins.size() == 1 && settings.admits(origins.get(0)))
                && (isAllowed || Collections.list(request.getHeaders("Sec-Fetch-Site")).stream().allMatch("same-origin"::equals));
    }

    private static boolean isForm(String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM);
    }

    private void answerLater(Call call, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var authorization = Collections.list(request.getHeaders("Authorization"));
        var waiting = request.startAsync(request, response);
        waiting.setTimeout(0); // the answer comes in time
        threads.within(FORM_IN_TIME, FormBody.octets(request, MOST_OCTETS), Optional::empty)
                .thenComposeAsync(form -> answer(call, form, authorization), threads.answers())
                .exceptionally(OAuthFilter::failed)
                .thenAccept(answer -> write(answer, response))
                .whenComplete((done, failure) -> waiting.complete());
    }

    private CompletionStage<BackendAnswer> answer(Call call, Optional<byte[]> form, List<String> authorization) {
        return form.map(read -> threads.within(settings.spotifyDeadline().plus(BEYOND_SPOTIFY), call.answer(read, authorization), () -> LATE))
                .orElseGet(() -> CompletableFuture.completedFuture(NO_FORM));
    }

    /** The form broke off, and nobody hears this; or the node ends, and takes no work any more. */
    private static BackendAnswer failed(Throwable failure) {
        LINES.log(Level.FINE, "A backend's call was not begun", failure);
        return LATE;
    }

    private void write(BackendAnswer answer, HttpServletResponse response) {
        try {
            answers.write(answer, response);
        } catch (IOException goneAway) {
            LINES.log(Level.FINE, "A caller has gone away", goneAway);
        }
    }
}
