package io.sostenuto.login.boundary;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.login.link.UserLinks;
import io.sostenuto.sessions.boundary.SessionJson;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.users.boundary.CurrentUser;
import io.sostenuto.users.control.UserGrants;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The grant of a user of the application: how it is given, what it is, and its end. Each call has that user's token. */
@Path("/link")
@Singleton
public class LinkResource {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Of CDI there is none where a call has waited for the keys of its token: the server begins no request scope for it again. */
    @Context
    private HttpServletRequest request;
    @Inject
    private UserLinks links;
    @Inject
    private UserGrants grants;
    @Inject
    private Sessions sessions;
    @Inject
    private ConsentRequest consent;
    @Inject
    private Settings settings;
    @Inject
    private ProblemAnswer problems;
    @Inject
    private Event<AuditEvent> audit;

    @POST
    public CompletionStage<Response> begin(@QueryParam("return_to") List<String> returnTo, @QueryParam("app") List<String> apps,
                                           @QueryParam("scope") List<String> scopes) {
        return asUser(user -> {
            var app = consent.app(apps);
            var scope = consent.scope(scopes).filter(known -> scopes.size() < 2);
            if (returnTo.size() != 1 || !mayLeadTo(returnTo.get(0)) || app.isEmpty() || scope.isEmpty()) {
                return invalid("return_to is one of the addresses that this server may lead back to, app the name of an app of this"
                        + " server, scope of its scopes; each once at most.");
            }
            return links.admits(user) ? links.begin(user, app.get(), scope.get(), returnTo.get(0)).thenApply(LinkResource::begun)
                    : done(problems.ofUser(Problem.TOO_MANY_LOGINS, Optional.of(RETRY)));
        });
    }

    private boolean mayLeadTo(String address) {
        return settings.users().filter(users -> users.returnUris().contains(address)).isPresent();
    }

    private static Response begun(URI address) {
        return Response.status(Response.Status.CREATED).type(MediaType.APPLICATION_JSON_TYPE).entity(JSON.createObjectBuilder()
                .add("connectUrl", address.toString()).add("expiresIn", UserLinks.LIFE.toSeconds()).build().toString()).build();
    }

    @GET
    public CompletionStage<Response> link(@QueryParam("app") List<String> apps) {
        return ofApp(apps, (user, app) -> grants.of(user, app).thenCompose(copy -> copy.map(sessions::healedRow)
                        .orElse(CompletableFuture.completedFuture(Optional.empty())))
                .thenApply(found -> json(found.map(Snapshot::grant).filter(Grant::isUsable).map(SessionJson::of).orElse(SessionJson.NOBODY))));
    }

    @DELETE
    public CompletionStage<Response> end(@QueryParam("app") List<String> apps) {
        return ofApp(apps, (user, app) -> grants.end(user, Optional.of(app), EndReason.LOGOUT).thenApply(stored -> {
            if (stored) {
                audit.fire(new AuditEvent(AuditEvent.Kind.LINK_ENDED, Optional.empty(), Optional.of(user.subject()), Optional.of(app.value())));
            }
            return stored ? Response.noContent().build() : problems.storageUnavailable();
        }));
    }

    @POST
    @Path("complete")
    public Response complete() {
        return problems.of(Problem.REQUEST_REFUSED); // LinkCompletionFilter answers
    }

    private interface OfApp {
        CompletionStage<Response> answer(AppUser user, AppName app);
    }

    private CompletionStage<Response> ofApp(List<String> apps, OfApp work) {
        return asUser(user -> consent.app(apps).map(app -> work.answer(user, app))
                .orElseGet(() -> invalid("The query parameter app is not the name of an app of this server.")));
    }

    private CompletionStage<Response> asUser(Function<AppUser, CompletionStage<Response>> work) {
        return work.apply(CurrentUser.of(request).orElseThrow()); // nobody else comes here
    }

    private CompletionStage<Response> invalid(String why) {
        return done(problems.invalidParameter(why));
    }

    private static Response json(String body) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static CompletionStage<Response> done(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
