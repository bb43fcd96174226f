package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;

/**
 * A request as our API reads it: without the headers it has no use for. A malformed one of those is no reason for the
 * server to refuse a logout with a page of its own, and a form's content type none to write a callback's URL, with its
 * code, into the log. Nor is a callback's query of interest to those who write down URLs, like a server's tracing: the
 * {@link Browser} has its parameters.
 */
final class ApiRequest extends HttpServletRequestWrapper {

    private static final Set<String> READ = Set.of("host", "origin", "sec-fetch-site", "sostenuto-client", "cookie", "authorization",
            "access-control-request-method", "access-control-request-headers");

    ApiRequest(HttpServletRequest request) {
        super(request);
    }

    private static boolean isRead(String name) {
        return READ.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String getHeader(String name) {
        return isRead(name) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isRead(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream().filter(ApiRequest::isRead).toList());
    }

    @Override
    public String getQueryString() {
        return Redirected.by(this) ? null : super.getQueryString();
    }

    @Override
    public String getContentType() {
        return null;
    }
}
