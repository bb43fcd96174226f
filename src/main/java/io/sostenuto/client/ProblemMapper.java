package io.sostenuto.client;

import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

import java.util.Optional;
import java.util.OptionalLong;

/** Makes every answer from 400 on a {@link ProblemException}. */
public final class ProblemMapper implements ResponseExceptionMapper<ProblemException> {

    @Override
    public ProblemException toThrowable(Response response) {
        return new ProblemException(read(response).filter(problem -> problem.error() != null)
                .orElseGet(() -> Problem.unreadable(response.getStatus(), retryAfter(response))));
    }

    private static Optional<Problem> read(Response response) {
        try {
            return Optional.ofNullable(response.readEntity(Problem.class));
        } catch (RuntimeException notOurs) { // of another type, not JSON, or cut off
            return Optional.empty();
        }
    }

    static OptionalLong retryAfter(Response response) {
        var header = response.getHeaderString("Retry-After");
        return header != null && header.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(header))
                : OptionalLong.empty();
    }
}
