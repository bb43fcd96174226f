package io.sostenuto.login.boundary;

import io.sostenuto.login.control.LoginAttempts;
import io.sostenuto.login.control.Logins;
import io.sostenuto.login.control.ReturnAddress;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.boundary.CurrentBrowser;
import io.sostenuto.sessions.control.SharedClock;
import io.sostenuto.sessions.entity.GrantCopy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/**
 * Consent at Spotify, and its end: authorization code with PKCE and a one-time state.
 *
 * @see <a href="https://developer.spotify.com/documentation/web-api/tutorials/code-flow">Spotify: Authorization Code Flow</a>
 */
@Path("/")
@Singleton
public class LoginResource {

    private static final String DEFAULT = "";

    @Inject
    private Logins logins;
    @Inject
    private Settings settings;
    @Inject
    private SharedClock clock;
    @Inject
    private CurrentBrowser current;

    @GET
    @Path("login")
    @Operation(summary = "Sends the browser to Spotify's consent")
    @APIResponse(responseCode = "303", description = "to Spotify's /authorize")
    public Response login(@QueryParam("return_to") String returnTo) {
        var browser = current.get();
        var back = ReturnAddress.of(returnTo, settings.allowedOrigins()).orElse(DEFAULT);
        var attempt = LoginAttempts.begin(back, browser.session().map(GrantCopy::session), clock.now());
        browser.keepLogin(LoginAttempts.write(attempt), LoginAttempt.LIFE);
        return Response.seeOther(consent(attempt)).build();
    }

    @GET
    @Path("callback")
    @Operation(summary = "Where Spotify sends the browser back to")
    @APIResponse(responseCode = "303", description = "to return_to, or to /?login=<code> where the login failed")
    @Parameter(name = "state", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING), description = "as sent")
    @Parameter(name = "code", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING), description = "where the user agreed")
    @Parameter(name = "error", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING), description = "where not")
    public CompletionStage<Response> callback() {
        var browser = current.get();
        var attempt = browser.login().flatMap(text -> LoginAttempts.read(text, clock.now()));
        return logins.finish(attempt, new Logins.Answer(browser.parameter("state").orElse(null),
                browser.parameter("code").orElse(null), browser.parameter("error").orElse(null), browser.device())).thenApply(result -> {
            browser.forgetLogin();
            if (result instanceof LoginResult.Opened opened) {
                browser.keep(opened.grant());
                return Response.seeOther(target(opened.returnTo())).build();
            }
            return Response.seeOther(settings.at("/?login=" + ((LoginResult.Failed) result).code())).build();
        });
    }

    private URI consent(LoginAttempt attempt) {
        return UriBuilder.fromUri(settings.accountsUrl()).path("authorize")
                .queryParam("response_type", "code")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scope}")
                .queryParam("state", attempt.state())
                .queryParam("code_challenge_method", "S256")
                .queryParam("code_challenge", LoginAttempts.challenge(attempt))
                .buildFromEncoded(encoded(settings.clientId()), encoded(settings.redirectUri().toString()),
                        encoded(settings.scopes()));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20");
    }

    private URI target(String returnTo) {
        if (returnTo.equals(DEFAULT)) {
            return settings.at("/");
        }
        return URI.create(returnTo.startsWith("/") ? settings.publicOrigin() + returnTo : returnTo);
    }
}
