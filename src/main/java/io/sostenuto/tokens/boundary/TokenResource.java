package io.sostenuto.tokens.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.sessions.boundary.CurrentBrowser;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenAnswered;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Steps 2 and 7 of a token request that {@link TokenFilter} had no answer for: asks the {@link TokenManager}, and makes
 * its result an answer. No request thread waits for Spotify meanwhile.
 */
@Path("/token")
@Singleton
public class TokenResource {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(TokenResource.class.getName()));
    private static final Duration BEYOND_SPOTIFY = Duration.ofMillis(4500);

    @Inject
    private TokenManager manager;
    @Inject
    private ProblemAnswer problems;
    @Inject
    private Settings settings;
    @Inject
    private Threads threads;
    @Inject
    private Event<TokenAnswered> answered;
    @Inject
    private CurrentBrowser current;
    @Inject
    private CurrentFirstLook firstLook;

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
    public CompletionStage<Response> token() {
        var look = firstLook.get();
        if (look.isEmpty()) {
            return CompletableFuture.completedFuture(problems.of(Problem.INVALID_PARAMETER));
        }
        var browser = current.get();
        var cookie = browser.session();
        if (cookie.isEmpty()) {
            return CompletableFuture.completedFuture(refusal(Problem.NO_SESSION, Optional.empty(), Optional.empty()));
        }
        return result(manager.token(cookie.get(), look.get())).thenApply(result -> answer(result, cookie.get(), browser));
    }

    private CompletionStage<TokenResult> result(CompletionStage<TokenResult> coming) {
        return threads.within(settings.spotifyDeadline().plus(BEYOND_SPOTIFY), coming,
                () -> TokenResult.Refused.until(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(2)))
                .exceptionally(TokenResource::defect);
    }

    private static TokenResult defect(Throwable failure) {
        LINES.log(Level.SEVERE, "A defect in a token request", failure);
        return TokenResult.Refused.of(Problem.INTERNAL_ERROR);
    }

    private Response answer(TokenResult result, GrantCopy cookie, Browser browser) {
        result.cookie().or(() -> Optional.of(cookie).filter(same -> browser.sessionIsStale())).ifPresent(browser::keep);
        return result.fold(this::token, refused -> refusal(refused.problem(), refused.retryAfter(),
                refused.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT))));
    }

    private Response token(TokenResult.Served served) {
        if (served.expiry().isPast()) { // while it was on its way here
            return refusal(Problem.SPOTIFY_UNAVAILABLE, Optional.of(Duration.ofSeconds(1)), Optional.empty());
        }
        answered.fire(new TokenAnswered("served"));
        return Response.ok(TokenJson.of(served), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Response refusal(Problem problem, Optional<Duration> retryAfter, Optional<String> reason) {
        answered.fire(new TokenAnswered(problem.code()));
        return problems.of(problem, retryAfter, reason);
    }
}
