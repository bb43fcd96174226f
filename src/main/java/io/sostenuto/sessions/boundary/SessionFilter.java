package io.sostenuto.sessions.boundary;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.web.boundary.ClientAddress;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.time.Instant;

/**
 * Step 1 of a token request: makes the {@link Browser} of this request, which opens its cookies when somebody asks. Whatever
 * is answered under {@code /api} is stored by no cache.
 */
public class SessionFilter extends HttpFilter {

    @Inject
    private transient Seal seal;
    @Inject
    private transient Settings settings;
    @Inject
    private transient DatabaseClock clock;
    @Inject
    private transient Event<AuditEvent> audit;
    @Inject
    private transient ClientAddress addresses;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Cache-Control", "no-store");
        var read = new ApiRequest(request);
        var browser = new Browser(new SessionCookies(seal, request, response, audit, settings.publicUrl()),
                settings.sessionsNotBefore().orElse(Instant.MIN), clock.now(),
                request.getHeader("User-Agent"), new Browser.Visit(request, addresses));
        browser.sends(read);
        chain.doFilter(read, response);
    }
}
