package io.sostenuto.login.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.grants.store.link.Completion;
import io.sostenuto.login.link.UserLinks;
import io.sostenuto.sessions.boundary.SessionJson;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.users.boundary.CurrentUser;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.boundary.FormBody;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Completes a link: the one call of a page that has a body, which no thread waits for. {@link LinkResource} has what is none. */
public class LinkCompletionFilter extends HttpFilter {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(LinkCompletionFilter.class.getName()));
    private static final Duration LONGEST_BODY = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(2);

    @Inject
    private transient UserLinks links;
    @Inject
    private transient ProblemAnswer problems;
    @Inject
    private transient Threads threads;

    /** What is told: a grant as JSON, or a problem. */
    private interface Told {
        void write(HttpServletResponse response) throws IOException;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var user = CurrentUser.of(request);
        if (user.isEmpty() || !request.getMethod().equals("POST")) {
            chain.doFilter(request, response);
            return;
        }
        var waiting = request.startAsync(request, response);
        waiting.setTimeout(0); // each part of it has a bound of its own
        threads.within(LONGEST_BODY, FormBody.of(request), Optional::empty)
                .thenCompose(form -> told(user.get(), form)).exceptionally(this::failed)
                .thenAccept(told -> write(told, response))
                .whenComplete((done, goneAway) -> waiting.complete());
    }

    private CompletionStage<Told> told(AppUser user, Optional<Map<String, List<String>>> form) {
        var once = form.filter(all -> all.values().stream().allMatch(values -> values.size() == 1));
        var code = once.flatMap(all -> field(all, "connect_code"));
        var returnTo = once.flatMap(all -> field(all, "return_to"));
        return code.isEmpty() || returnTo.isEmpty()
                ? CompletableFuture.completedFuture(response -> problems.writeInvalidParameter(
                        "The form has to have the fields connect_code and return_to, each once, and a Content-Length.", response))
                : links.complete(user, code.get(), returnTo.get()).thenApply(this::told);
    }

    private static Optional<String> field(Map<String, List<String>> form, String name) {
        return Optional.ofNullable(form.get(name)).map(values -> values.get(0)).filter(value -> !value.isEmpty());
    }

    private Told told(Completion completion) {
        return completion.fold(
                linked -> response -> json(SessionJson.of(linked.grant()), response),
                foreign -> response -> problem(Problem.FOREIGN_LINK, Optional.empty(), response),
                over -> response -> problem(Problem.INVALID_CONNECT_CODE, Optional.empty(), response));
    }

    private Told failed(Throwable failure) {
        if (StorageUnavailable.isCauseOf(failure)) {
            return response -> problem(Problem.STORAGE_UNAVAILABLE, Optional.of(RETRY), response);
        }
        LINES.log(Level.SEVERE, "A defect in the completion of a link", failure);
        return response -> problem(Problem.INTERNAL_ERROR, Optional.empty(), response);
    }

    private void problem(Problem problem, Optional<Duration> retryAfter, HttpServletResponse response) throws IOException {
        problems.write(problem, retryAfter, Optional.empty(), Asker.USER, response);
    }

    private static void json(String text, HttpServletResponse response) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void write(Told told, HttpServletResponse response) {
        try {
            told.write(response);
        } catch (IOException goneAway) {
            throw new UncheckedIOException(goneAway);
        }
    }
}
