package io.sostenuto.login.boundary;

import io.sostenuto.grants.store.link.BegunLink;
import io.sostenuto.login.control.LoginAttempts;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.link.UserLinks;
import io.sostenuto.sessions.boundary.CurrentBrowser;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The address of a link: a page that asks, and its button, which leads to Spotify. */
@Path("/connect/{address}")
@Singleton
public class ConnectResource {

    private static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

    @Inject
    private UserLinks links;
    @Inject
    private CurrentBrowser current;
    @Inject
    private ConsentRequest consent;
    @Inject
    private ConnectPage page;
    @Inject
    private DatabaseClock clock;
    @Inject
    private Settings settings;
    @Inject
    private ProblemAnswer problems;

    /** Changes nothing: a browser, or who looks at links in its place, may ask as often as it likes. */
    @GET
    public CompletionStage<Response> show(@PathParam("address") String address) {
        return refusal().map(ConnectResource::done).orElseGet(() -> links.find(address)
                .thenApply(link -> link.map(found -> Response.ok(page.of(found), HTML).build()).orElseGet(this::over)));
    }

    @HEAD
    @Operation(hidden = true)
    public Response head() {
        return Response.fromResponse(problems.of(Problem.REQUEST_REFUSED, 405)).header("Allow", "GET").build();
    }

    /** {@link io.sostenuto.web.boundary.OriginFilter} has seen that it is our own page's. */
    @POST
    public CompletionStage<Response> agree(@PathParam("address") String address) {
        var refusal = refusal();
        if (refusal.isPresent()) {
            return done(refusal.get());
        }
        var underWay = LoginsUnderWay.in(current.get(), clock.now());
        return links.find(address).thenCompose(link -> link.map(found -> taken(found, underWay)).orElseGet(() -> done(over())));
    }

    private CompletionStage<Response> taken(BegunLink link, LoginsUnderWay underWay) {
        return links.take(link).thenApply(ours -> ours ? atSpotify(underWay.add(
                LoginAttempts.ofLink(link.id(), link.owner().app(), link.scope(), link.returnTo(), clock.now()))) : over());
    }

    /** Whoever is signed in at Spotify in this browser: he is asked. */
    private Response atSpotify(LoginAttempt attempt) {
        return Response.seeOther(consent.at(attempt, true)).build();
    }

    private Optional<Response> refusal() {
        if (settings.users().isEmpty()) {
            return Optional.of(problems.of(Problem.NOT_FOUND));
        }
        return current.get().isAheadOfUser() ? Optional.of(problems.of(Problem.REQUEST_REFUSED, 503)) : Optional.empty();
    }

    private Response over() {
        return Response.status(Response.Status.NOT_FOUND).type(HTML).entity(page.over()).build();
    }

    private static CompletionStage<Response> done(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
