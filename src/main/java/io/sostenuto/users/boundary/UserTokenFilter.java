package io.sostenuto.users.boundary;

import io.sostenuto.settings.entity.Settings;
import io.sostenuto.users.control.UserTokens;
import io.sostenuto.users.entity.UserVerdict;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.boundary.UserCall;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Judges the user token of a {@link UserCall}, once it is known that the caller may call at all. Where keys have to be fetched
 * first, the request waits for them on no thread, and comes here again when they are there.
 */
public class UserTokenFilter extends HttpFilter {

    private static final String VERDICT = UserVerdict.class.getName();
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    @Inject
    private transient Settings settings;
    @Inject
    private transient UserTokens tokens;
    @Inject
    private transient ProblemAnswer problems;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var call = settings.users().isPresent() ? UserCall.in(request) : Optional.<UserCall>empty();
        if (call.isEmpty()) {
            chain.doFilter(request, response);
        } else if (call.get().token().isEmpty()) {
            refuse(call.get().shown(), response);
        } else {
            judge(call.get().token().get(), request, response, chain);
        }
    }

    private void judge(String token, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            settle(verdict(request), request, response, chain);
            return;
        }
        var verdict = tokens.judge(token).toCompletableFuture();
        if (verdict.isDone()) {
            settle(verdict.join(), request, response, chain);
        } else {
            comeAgain(verdict, request, response);
        }
    }

    private static UserVerdict verdict(HttpServletRequest request) {
        if (request.getAttribute(VERDICT) instanceof UserVerdict verdict) {
            return verdict;
        }
        throw new IllegalStateException("a user token was not judged", (Throwable) request.getAttribute(VERDICT));
    }

    private static void comeAgain(CompletableFuture<UserVerdict> coming, HttpServletRequest request, HttpServletResponse response) {
        var waiting = request.startAsync(request, response);
        waiting.setTimeout(0); // the fetch of the keys has a deadline
        coming.whenComplete((verdict, failure) -> {
            request.setAttribute(VERDICT, failure == null ? verdict : failure);
            waiting.dispatch();
        });
    }

    private void settle(UserVerdict verdict, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (verdict instanceof UserVerdict.Known known) {
            CurrentUser.speaks(known.user(), request);
            chain.doFilter(request, response);
        } else if (verdict instanceof UserVerdict.NoKeys) {
            problems.write(Problem.ISSUER_UNAVAILABLE, Optional.of(TRY_AGAIN), Optional.empty(), Asker.USER, response);
        } else {
            refuse(true, response);
        }
    }

    private void refuse(boolean shown, HttpServletResponse response) throws IOException {
        if (shown) {
            problems.write(Problem.INVALID_USER_TOKEN, response);
        } else {
            problems.writeWithoutUserToken(response);
        }
    }
}
