package io.sostenuto.web.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What nobody foresaw in a filter of {@code /api} is told as {@link FailureMapper} tells what nobody foresaw in a
 * resource: else the server's own page would tell it, with our insides.
 */
public class DefectFilter extends HttpFilter {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(DefectFilter.class.getName()));

    @Inject
    private transient ProblemAnswer problems;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException defect) {
            LINES.log(Level.SEVERE, "A defect in a filter", defect);
            if (!response.isCommitted()) {
                response.resetBuffer();
                problems.write(Problem.INTERNAL_ERROR, response);
            }
        }
    }
}
