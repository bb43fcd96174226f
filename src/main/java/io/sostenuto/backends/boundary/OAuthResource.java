package io.sostenuto.backends.boundary;

import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The endpoints for backends, as they are described; {@link OAuthFilter} answers, and leaves nothing for here. */
@Path("/oauth")
@Singleton
public class OAuthResource {

    @Inject
    private ProblemAnswer problems;

    @POST
    @Path("token")
    public Response token() {
        return problems.of(Problem.NOT_FOUND);
    }

    @POST
    @Path("revoke")
    public Response revoke() {
        return problems.of(Problem.NOT_FOUND);
    }
}
