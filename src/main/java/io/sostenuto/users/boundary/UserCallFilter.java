package io.sostenuto.users.boundary;

import io.sostenuto.settings.entity.Settings;
import io.sostenuto.users.control.UserTokens;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.boundary.UserCall;
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
 * Finds the calls of the application's users: all at a link, and those for a token that show one of their issuer. Any other
 * {@code Authorization} is nobody's. Where the application has no users, there are no links.
 */
public class UserCallFilter extends HttpFilter {

    private static final String SCHEME = "Bearer ";

    @Inject
    private transient Settings settings;
    @Inject
    private transient ProblemAnswer problems;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (settings.users().isPresent()) {
            find(request, settings.users().get());
        } else if (isAtLink(request)) {
            problems.write(Problem.NOT_FOUND, response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void find(HttpServletRequest request, Settings.Users users) {
        var bearer = bearer(request);
        var token = bearer.filter(jwt -> UserTokens.unverifiedIssuer(jwt).filter(users.issuer()::equals).isPresent());
        if (token.isPresent() || isAtLink(request)) {
            new UserCall(token, bearer.isPresent()).comes(request);
        }
    }

    private static Optional<String> bearer(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    /** By what the server made of the path, as it chose this filter; what serves the path may be a servlet of its own or not. */
    private static boolean isAtLink(HttpServletRequest request) {
        var rest = request.getPathInfo();
        return rest == null ? request.getServletPath().startsWith("/api/link") : rest.startsWith("/link");
    }
}
