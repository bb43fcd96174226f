package io.sostenuto.web.boundary;

import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.Enumeration;

/** A head of more than 40 KB is refused (RFC 6585, section 5), alike on all servers: by themselves they take less or more. */
public class HeadLimitFilter extends HttpFilter {

    private static final int MOST_OCTETS = 40 * 1024;
    private static final int TOO_LARGE = 431;
    /** The colon with its blank, and the end of the line. */
    private static final int AROUND = 4;

    @Inject
    private transient ProblemAnswer problems;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (octets(request) > MOST_OCTETS) {
            problems.write(Problem.REQUEST_REFUSED, TOO_LARGE, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static int octets(HttpServletRequest request) {
        var query = request.getQueryString();
        var octets = request.getRequestURI().length() + (query == null ? 0 : query.length());
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements();) {
            var name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements();) {
                octets += name.length() + values.nextElement().length() + AROUND;
            }
        }
        return octets;
    }
}
