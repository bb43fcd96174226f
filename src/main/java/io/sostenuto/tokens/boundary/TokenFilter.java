package io.sostenuto.tokens.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.ShortWay;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Step 2 of a token request: answers at once where {@link ShortWay} has the token at hand, and asks the {@link TokenManager}
 * otherwise. No request thread waits for Spotify meanwhile. JAX-RS, which costs several times as much as all of this, has the
 * requests that are none, see {@link TokenResource}.
 */
public class TokenFilter extends HttpFilter {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(TokenFilter.class.getName()));
    private static final Duration BEYOND_SPOTIFY = Duration.ofMillis(4500);

    @Inject
    private transient ShortWay shortWay;
    @Inject
    private transient TokenManager manager;
    @Inject
    private transient TokenAnswer answers;
    @Inject
    private transient Settings settings;
    @Inject
    private transient Threads threads;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var asked = request.getMethod().equals("POST") ? TokenParameters.read(request.getQueryString()) : Optional.<TokenRequest>empty();
        if (asked.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        var browser = Browser.behind(request);
        var cookie = browser.session();
        if (cookie.isEmpty()) {
            answers.write(TokenResult.Refused.of(Problem.NO_SESSION), Asker.browser(cookie), response);
            return;
        }
        var look = browser.sessionIsStale() ? FirstLook.none(asked.get()) : shortWay.look(cookie.get(), asked.get());
        var served = look.served().filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answers.write(served.get(), Asker.browser(cookie), response);
        } else {
            answerLater(result(cookie.get(), look), cookie.get(), request, response);
        }
    }

    private CompletionStage<TokenResult> result(GrantCopy cookie, FirstLook look) {
        return threads.within(settings.spotifyDeadline().plus(BEYOND_SPOTIFY), manager.token(cookie, look),
                () -> TokenResult.Refused.until(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(2)))
                .exceptionally(TokenFilter::defect);
    }

    private static TokenResult defect(Throwable failure) {
        LINES.log(Level.SEVERE, "A defect in a token request", failure);
        return TokenResult.Refused.of(Problem.INTERNAL_ERROR);
    }

    private void answerLater(CompletionStage<TokenResult> coming, GrantCopy cookie, HttpServletRequest request,
                             HttpServletResponse response) {
        var browser = Browser.behind(request);
        var waiting = request.startAsync(request, response);
        waiting.setTimeout(0); // the result comes in time
        coming.thenAccept(result -> answer(result, cookie, browser, response))
                .exceptionally(failure -> tell(failure, cookie, response))
                .whenComplete((done, failure) -> waiting.complete());
    }

    private Void tell(Throwable failure, GrantCopy cookie, HttpServletResponse response) {
        var told = defect(failure);
        if (!response.isCommitted()) {
            response.resetBuffer();
            answers.write(told, Asker.browser(Optional.of(cookie)), response);
        }
        return null;
    }

    private void answer(TokenResult result, GrantCopy cookie, Browser browser, HttpServletResponse response) {
        result.cookie().or(() -> Optional.of(cookie).filter(same -> browser.sessionIsStale())).ifPresent(browser::keep);
        answers.write(result, Asker.browser(Optional.of(cookie)), response);
    }
}
