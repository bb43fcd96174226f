package io.sostenuto.tokens.boundary;

import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.ShortWay;
import io.sostenuto.tokens.entity.TokenAnswered;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
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
 * Step 2 of most token requests: answers one whose token is at hand, before JAX-RS is troubled, which costs several times as much as all
 * of this. Whatever else there is to say or to do is {@link TokenResource}'s.
 */
public class TokenFilter extends HttpFilter {

    @Inject
    private transient ShortWay shortWay;
    @Inject
    private transient Event<TokenAnswered> answered;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var browser = Browser.behind(request);
        var look = request.getMethod().equals("POST")
                ? TokenParameters.read(request.getQueryString()).map(asked -> look(browser, asked)) : Optional.<FirstLook>empty();
        var served = look.flatMap(FirstLook::served).filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answered.fire(new TokenAnswered("served"));
            answer(served.get(), response);
        } else {
            look.ifPresent(found -> CurrentFirstLook.keep(found, request));
            chain.doFilter(request, response);
        }
    }

    private FirstLook look(Browser browser, TokenRequest asked) {
        return browser.session().filter(cookie -> !browser.sessionIsStale())
                .map(cookie -> shortWay.look(cookie, asked)).orElseGet(() -> FirstLook.none(asked));
    }

    private static void answer(TokenResult.Served served, HttpServletResponse response) throws IOException {
        var body = TokenJson.of(served).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
