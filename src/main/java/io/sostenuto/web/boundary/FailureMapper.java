package io.sostenuto.web.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a resource threw, or its stage ended with: a store that is away, or what nobody foresaw. Nothing of our insides
 * reaches a client.
 */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(FailureMapper.class.getName()));

    @Inject
    private ProblemAnswer problems;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException refused && refused.getResponse().getStatus() < 500) {
            return refusal(refused.getResponse());
        }
        if (StorageUnavailable.isCauseOf(failure)) {
            return problems.storageUnavailable();
        }
        LINES.log(Level.SEVERE, "A defect in a request", failure);
        return problems.of(Problem.INTERNAL_ERROR);
    }

    private Response refusal(Response refused) {
        var problem = refused.getStatus() == 404 ? Problem.NOT_FOUND : Problem.REQUEST_REFUSED;
        var answer = Response.fromResponse(problems.of(problem, refused.getStatus()));
        if (refused.getHeaderString("Allow") != null) {
            answer.header("Allow", refused.getHeaderString("Allow"));
        }
        return answer.build();
    }
}
