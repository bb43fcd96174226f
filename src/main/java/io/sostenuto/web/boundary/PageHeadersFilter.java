package io.sostenuto.web.boundary;

import io.sostenuto.settings.entity.Origins;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.web.entity.Ending;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * The headers that say what a page may load: our own files, the SDK and the Web API from their configured hosts, and
 * Spotify's covers. No inline script, no eval, no frame around our page.
 */
public class PageHeadersFilter extends HttpFilter {

    private static final String COVERS =
            "https://i.scdn.co https://mosaic.scdn.co https://image-cdn-ak.spotifycdn.com https://image-cdn-fa.spotifycdn.com";

    @Inject
    private transient Settings settings;
    private transient String policy;
    private transient String connectPolicy;

    @Override
    public void init() {
        var sdk = Origins.of(settings.sdkUrl());
        policy = String.join("; ",
                "default-src 'none'",
                "script-src 'self' " + sdk,
                "style-src 'self'",
                "img-src 'self' data: " + COVERS + " " + sdk,
                "connect-src 'self' " + Origins.of(settings.apiUrl()),
                "frame-src " + sdk,
                "media-src 'self' blob: " + sdk,
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'");
        connectPolicy = String.join("; ", "default-src 'none'", "style-src 'self'", "img-src 'self' data:", "base-uri 'none'",
                "form-action 'self' " + String.join(" ", whereALinkLeads()), "frame-ancestors 'none'");
    }

    /** Browsers ask for each address that the form's answer redirects to: Spotify, and the application where Spotify shows no page. */
    private List<String> whereALinkLeads() {
        var back = settings.users().stream().flatMap(users -> users.returnUris().stream()).map(URI::create)
                .map(uri -> uri.getScheme().contains(".") ? uri.getScheme() + ":" : Origins.of(uri));
        return Stream.concat(Stream.of(Origins.of(settings.accountsUrl())), back.sorted()).distinct().toList();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", ConnectAddress.is(request) ? connectPolicy : policy);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (Ending.isToldToEnd()) {
            response.setHeader("Connection", "close"); // a proxy keeps connections, and would send the next request into the end
        }
        chain.doFilter(request, response);
    }
}
