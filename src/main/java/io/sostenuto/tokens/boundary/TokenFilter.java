package io.sostenuto.tokens.boundary;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.ShortWay;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.users.boundary.CurrentUser;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.Optional;

/**
 * Step 2 of a token request: answers at once where {@link ShortWay} has the token at hand, and asks the {@link TokenManager}
 * otherwise. No request thread waits for Spotify meanwhile. JAX-RS, which costs several times as much as all of this, has the
 * requests that are none, see {@link TokenResource}.
 */
public class TokenFilter extends HttpFilter {

    @Inject
    private transient ShortWay shortWay;
    @Inject
    private transient TokenManager manager;
    @Inject
    private transient TokenAnswer answers;
    @Inject
    private transient LaterAnswer later;
    @Inject
    private transient UserTokenAnswer ofUsers;
    @Inject
    private transient ProblemAnswer problems;
    @Inject
    private transient Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var asked = request.getMethod().equals("POST") ? TokenParameters.read(request.getQueryString()) : Optional.<TokenRequest>empty();
        if (asked.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        var user = settings.users().isPresent() ? CurrentUser.of(request) : Optional.<AppUser>empty();
        if (user.isPresent()) {
            answerUser(user.get(), asked.get(), request, response);
        } else {
            answerBrowser(asked.get(), request, response);
        }
    }

    private void answerUser(AppUser user, TokenRequest asked, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var app = TokenParameters.app(request.getQueryString()).filter(settings.apps()::containsKey);
        if (app.isPresent()) {
            ofUsers.write(user, app.get(), asked, request, response);
        } else {
            problems.writeInvalidParameter("The query parameter app is not the name of an app of this server.", response);
        }
    }

    private void answerBrowser(TokenRequest asked, HttpServletRequest request, HttpServletResponse response) {
        var browser = Browser.behind(request);
        var cookie = browser.session();
        if (cookie.isEmpty()) {
            answers.write(TokenResult.Refused.of(Problem.NO_SESSION), Asker.browser(cookie), response);
            return;
        }
        var look = browser.sessionIsStale() ? FirstLook.none(asked) : shortWay.look(cookie.get(), asked);
        var served = look.served().filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answers.write(served.get(), Asker.browser(cookie), response);
        } else {
            later.write(manager.token(cookie.get(), look), Asker.browser(cookie),
                    result -> keep(result, cookie.get(), browser), request, response);
        }
    }

    private static void keep(TokenResult result, GrantCopy cookie, Browser browser) {
        result.cookie().or(() -> Optional.of(cookie).filter(same -> browser.sessionIsStale())).ifPresent(browser::keep);
    }
}
