package io.sostenuto.tokens.boundary;

import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.ShortWay;
import io.sostenuto.tokens.entity.TokenAnswered;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Step 2 of most token requests: answers one whose token is at hand, and one that comes without a session, before JAX-RS is
 * troubled, which costs several times as much as all of this. Whatever else there is to say or to do is
 * {@link TokenResource}'s.
 */
public class TokenFilter extends HttpFilter {

    @Inject
    private transient ShortWay shortWay;
    @Inject
    private transient ProblemAnswer problems;
    @Inject
    private transient Event<TokenAnswered> answered;

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
            refuse(response);
            return;
        }
        var look = browser.sessionIsStale() ? FirstLook.none(asked.get()) : shortWay.look(cookie.get(), asked.get());
        var served = look.served().filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answer(served.get(), response);
        } else {
            CurrentFirstLook.keep(look, request);
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletResponse response) throws IOException {
        answered.fire(new TokenAnswered(Problem.NO_SESSION.code()));
        problems.write(Problem.NO_SESSION, response);
    }

    private void answer(TokenResult.Served served, HttpServletResponse response) throws IOException {
        answered.fire(new TokenAnswered("served"));
        var body = TokenJson.of(served).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
