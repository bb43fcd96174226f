package io.sostenuto.web.boundary;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Step 0 of a token request, and of any other: who may call. A request that changes something needs a header that no form
 * can send, and whatever the browser says of its origin has to fit; of a {@link UserCall}, its origin alone. Nothing else
 * happens before that. Allowed origins get their CORS headers here, those of users' pages without credentials.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
 */
public class OriginFilter extends HttpFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private transient Settings settings;
    @Inject
    private transient ProblemAnswer problems;
    @Inject
    private transient Event<AuditEvent> audit;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.addHeader("Vary", "Origin");
        var origins = Collections.list(request.getHeaders("Origin"));
        var foreign = origins.size() == 1 && settings.allowedOrigins().contains(origins.get(0));
        var ofUsers = settings.users().isPresent() && origins.size() == 1 && settings.users().get().allowedOrigins().contains(origins.get(0));
        if (foreign || ofUsers) {
            allow(origins.get(0), foreign, response);
        }
        if ((foreign || ofUsers) && isPreflight(request)) {
            answerPreflight(foreign, response);
        } else if (isUserCall(request) ? origins.isEmpty() || ofUsers || origins.equals(List.of(settings.publicOrigin()))
                : SAFE.contains(request.getMethod()) || admits(request, origins, foreign)) {
            chain.doFilter(request, response);
        } else {
            refuse(response);
        }
    }

    /** Such a call has no cookie, so that nothing else of a browser's has to be looked at. */
    private boolean isUserCall(HttpServletRequest request) {
        return settings.users().isPresent() && UserCall.in(request).isPresent();
    }

    private boolean admits(HttpServletRequest request, List<String> origins, boolean foreign) {
        if (ConnectAddress.is(request)) {
            return isOurButton(request, origins);
        }
        var client = request.getHeader("Sostenuto-Client");
        var site = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        return client != null && !client.isBlank()
                && (origins.isEmpty() || origins.size() == 1 && settings.admits(origins.get(0)))
                && (foreign || site.stream().allMatch("same-origin"::equals));
    }

    /** A form sends no header of ours: its origin has to be told, and ours alone. */
    private boolean isOurButton(HttpServletRequest request, List<String> origins) {
        return origins.equals(List.of(settings.publicOrigin()))
                && Collections.list(request.getHeaders("Sec-Fetch-Site")).stream().allMatch("same-origin"::equals);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void allow(String origin, boolean withCookies, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        if (withCookies) {
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        response.setHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
    }

    private void answerPreflight(boolean withCookies, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", withCookies ? "GET, POST" : "GET, POST, DELETE");
        response.setHeader("Access-Control-Allow-Headers", Stream.of(withCookies ? Stream.<String>empty() : Stream.of("Authorization"),
                Stream.of("Sostenuto-Client", "Content-Type"), settings.corsRequestHeaders().stream()).flatMap(all -> all)
                .collect(Collectors.joining(", ")));
        response.setHeader("Access-Control-Max-Age", "600");
        response.setStatus(204);
    }

    private void refuse(HttpServletResponse response) throws IOException {
        audit.fire(AuditEvent.of(AuditEvent.Kind.ORIGIN_REFUSED));
        problems.write(Problem.FORBIDDEN_ORIGIN, response);
    }
}
