package io.sostenuto.tokens.boundary;

import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The endpoint for tokens, as it is described; {@link TokenFilter} answers, and leaves here what it cannot read. */
@Path("/token")
@Singleton
public class TokenResource {

    @Inject
    private ProblemAnswer problems;

    /** @return what is wrong: the query */
    @POST
    @Operation(summary = "The access token of this session",
            description = "Answers the stored access token, renewed at Spotify where it is due. Needs the header"
                    + " Sostenuto-Client with any value.")
    @Parameter(name = "Sostenuto-Client", in = ParameterIn.HEADER, required = true,
            schema = @Schema(type = SchemaType.STRING), description = "any non-empty value")
    @Parameter(name = "newerThan", in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "2147483647"),
            description = "this version was rejected: a newer one is wanted")
    @Parameter(name = "minTtl", in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "86400"),
            description = "the caller keeps the token for so many seconds")
    @APIResponse(responseCode = "200", description = "an access token")
    @APIResponse(responseCode = "400", description = "invalid_parameter")
    @APIResponse(responseCode = "401", description = "no_session or reauthorization_required: log in")
    @APIResponse(responseCode = "403", description = "forbidden_origin")
    @APIResponse(responseCode = "429", description = "too_many_renewals: wait as told")
    @APIResponse(responseCode = "500", description = "broker_misconfigured or internal_error")
    @APIResponse(responseCode = "502", description = "spotify_protocol_error: wait as told")
    @APIResponse(responseCode = "503", description = "spotify_unavailable, spotify_rate_limited or storage_unavailable: wait as told")
    public Response token() {
        return problems.of(Problem.INVALID_PARAMETER);
    }
}
