package io.sostenuto.login.boundary;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.login.control.LoginAttempts;
import io.sostenuto.login.control.Logins;
import io.sostenuto.login.control.ReturnAddress;
import io.sostenuto.login.entity.LoginAnswer;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.sessions.boundary.Browser;
import io.sostenuto.sessions.boundary.CurrentBrowser;
import io.sostenuto.sessions.boundary.Redirected;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Consent at Spotify, and its end: authorization code with PKCE and a one-time state.
 *
 * @see <a href="https://developer.spotify.com/documentation/web-api/tutorials/code-flow">Spotify: Authorization Code Flow</a>
 */
@Path("/")
@Singleton
public class LoginResource {

    private static final String PLAYER_PAGE = "";

    @Inject
    private Logins logins;
    @Inject
    private Settings settings;
    @Inject
    private DatabaseClock clock;
    @Inject
    private CurrentBrowser current;
    @Inject
    private ConsentRequest consent;
    @Inject
    private ProblemAnswer problems;

    @GET
    @Path("login")
    public Response login(@QueryParam("return_to") String returnTo, @QueryParam("show_dialog") String showDialog,
                          @QueryParam("app") List<String> apps, @QueryParam("scope") List<String> scopes) {
        var browser = current.get();
        if (browser.isAheadOfUser()) {
            return notYet();
        }
        var app = consent.app(apps);
        if (app.isEmpty()) {
            return problems.invalidParameter("The query parameter app is not the name of an app of this server.");
        }
        var scope = consent.scope(scopes);
        if (scope.isEmpty()) {
            return problems.invalidParameter("The query parameter scope has a scope that this server does not ask for.");
        }
        var back = ReturnAddress.of(returnTo, settings.allowedOrigins()).orElse(PLAYER_PAGE);
        var refusal = logins.refusal(visitor(browser));
        if (refusal.isPresent()) {
            return told(back, refusal.get());
        }
        var underWay = LoginsUnderWay.in(browser, clock.now());
        var attempt = underWay.add(LoginAttempts.begin(app.get(), scope.get(), underWay.name(), back, browser.session().map(GrantCopy::session), clock.now()));
        return Response.seeOther(consent.at(attempt, "true".equals(showDialog))).build();
    }

    @HEAD
    @Path("login")
    @Operation(hidden = true)
    public Response loginHead() {
        return onlyGet();
    }

    @GET
    @Path("callback")
    public CompletionStage<Response> callback() {
        var browser = current.get();
        if (browser.isAheadOfUser()) {
            return CompletableFuture.completedFuture(notYet());
        }
        var answer = answer(browser.redirect());
        var visitor = visitor(browser);
        var underWay = LoginsUnderWay.in(browser, clock.now());
        var matching = underWay.begunWith(answer.states());
        if (matching.isEmpty()) {
            return CompletableFuture.completedFuture(told(PLAYER_PAGE, logins.unknown(visitor)));
        }
        return logins.finish(matching.get().attempt(), answer, visitor)
                .thenApply(result -> ended(result, browser, underWay, matching.get()));
    }

    @HEAD
    @Path("callback")
    @Operation(hidden = true)
    public Response callbackHead() {
        return onlyGet();
    }

    private Response ended(LoginResult result, Browser browser, LoginsUnderWay underWay, LoginsUnderWay.UnderWay login) {
        if (result == LoginResult.Failed.TOO_MANY_LOGINS) {
            return told(login.attempt().returnTo(), LoginResult.Failed.TOO_MANY_LOGINS); // it can come back later
        }
        underWay.end(login, clock.now());
        return result.fold(opened -> {
            browser.keep(opened.grant());
            return back(login);
        }, overtaken -> back(login), linked -> linked(linked, login), failed -> told(login.attempt().returnTo(), failed));
    }

    /** Nothing is linked yet, and this browser's session is as it was. */
    private static Response linked(LoginResult.Linked linked, LoginsUnderWay.UnderWay login) {
        return Response.seeOther(URI.create(ReturnAddress.withCode(login.attempt().returnTo(), linked.code()))).build();
    }

    private Response back(LoginsUnderWay.UnderWay login) {
        return Response.seeOther(target(login.attempt().returnTo())).build();
    }

    private static LoginAnswer answer(Redirected redirect) {
        return new LoginAnswer(redirect.parameters("state"), redirect.parameters("code"), redirect.parameters("error"),
                redirect.parameters("iss"), redirect.repeatsAny());
    }

    private static Logins.Visitor visitor(Browser browser) {
        return new Logins.Visitor(browser.device(), browser.address());
    }

    /** Where the browser's user follows, the browser asks again. */
    private Response notYet() {
        return problems.of(Problem.REQUEST_REFUSED, 503);
    }

    private Response onlyGet() {
        return Response.fromResponse(problems.of(Problem.REQUEST_REFUSED, 405)).header("Allow", "GET").build();
    }

    private Response told(String returnTo, LoginResult.Failed failed) {
        return Response.seeOther(URI.create(ReturnAddress.withNotice(target(returnTo).toString(), failed.code()))).build();
    }

    private URI target(String returnTo) {
        if (returnTo.equals(PLAYER_PAGE)) {
            return settings.at("/");
        }
        return URI.create(returnTo.startsWith("/") ? settings.publicOrigin() + returnTo : returnTo);
    }
}
