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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Step 2 of most token requests: answers one whose token is at hand, before JAX-RS is troubled, which costs several times as much as all
 * of this. Whatever else there is to say or to do is {@link TokenResource}'s.
 */
public class TokenFilter extends HttpFilter {

    /** As our own page and the client module ask; another way to write it is read by {@link TokenResource}. */
    private static final Pattern USUAL = Pattern.compile("minTtl=(\\d{1,5})");

    @Inject
    private transient ShortWay shortWay;
    @Inject
    private transient Event<TokenAnswered> answered;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var browser = Browser.behind(request);
        var found = request.getMethod().equals("POST")
                ? wanted(request.getQueryString()).flatMap(wanted -> atHand(browser, wanted)) : Optional.<FirstLook>empty();
        var served = found.flatMap(FirstLook::served).filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answered.fire(new TokenAnswered("served"));
            answer(served.get(), response);
        } else {
            found.ifPresent(look -> CurrentFirstLook.keep(look, request));
            chain.doFilter(request, response);
        }
    }

    private static Optional<TokenRequest> wanted(String query) {
        if (query == null || query.isEmpty()) {
            return Optional.of(new TokenRequest(Optional.empty(), Optional.empty()));
        }
        var usual = USUAL.matcher(query);
        return usual.matches() ? WholeNumber.read(List.of(usual.group(1)), 0, 86_400).value()
                .map(seconds -> new TokenRequest(Optional.empty(), Optional.of(Duration.ofSeconds(seconds)))) : Optional.empty();
    }

    private Optional<FirstLook> atHand(Browser browser, TokenRequest wanted) {
        return browser.session().filter(cookie -> !browser.sessionIsStale())
                .map(cookie -> shortWay.look(cookie, wanted));
    }

    private static void answer(TokenResult.Served served, HttpServletResponse response) throws IOException {
        var body = TokenJson.of(served).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
