package io.sostenuto.tokens.boundary;

import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The endpoint for tokens, as it is described; {@link TokenFilter} answers, and leaves here what it cannot read. */
@Path("/token")
@Singleton
public class TokenResource {

    @Inject
    private ProblemAnswer problems;

    /** @return what is wrong: the query */
    @POST
    public Response token() {
        return problems.of(Problem.INVALID_PARAMETER);
    }
}
