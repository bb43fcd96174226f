package io.sostenuto.sessions.boundary;

import io.sostenuto.audit.SessionNames;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.store.GrantsOfUser;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A person's own sessions, in all browsers they logged in with: to see them, and to end one that is elsewhere. */
@Path("/sessions")
@Singleton
public class OwnSessionsResource {

    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    private Sessions sessions;
    @Inject
    private GrantsOfUser grants;
    @Inject
    private DatabaseGate storage;
    @Inject
    private SessionNames names;
    @Inject
    private ProblemAnswer problems;
    @Inject
    private CurrentBrowser current;

    @GET
    public CompletionStage<Response> list() {
        var browser = current.get();
        return own(browser).thenApply(own -> own.map(all -> Response.ok(json(all), MediaType.APPLICATION_JSON_TYPE).build())
                .orElseGet(() -> problems.noSession(browser.session())));
    }

    @POST
    @Path("{id}/end")
    public CompletionStage<Response> end(@PathParam("id") String id) {
        var browser = current.get();
        var here = browser.session().filter(cookie -> names.of(cookie.session()).equals(id));
        return here.isPresent() ? endHere(here.get(), browser) : own(browser).thenCompose(own -> own
                .map(all -> end(id, all)).orElseGet(() -> answer(problems.noSession(browser.session()))));
    }

    /** A logout, and as good the second time: a browser may send again what was answered on a connection that broke. */
    private CompletionStage<Response> endHere(GrantCopy cookie, Browser browser) {
        return sessions.logout(cookie).thenApply(stored -> {
            browser.forgetSession();
            return stored ? Response.noContent().build() : problems.storageUnavailable();
        });
    }

    /** This browser's session, and those of the same person elsewhere. */
    private record Own(Grant here, List<Grant> all) {
    }

    private CompletionStage<Optional<Own>> own(Browser browser) {
        var cookie = browser.session();
        if (cookie.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return sessions.healedRow(cookie.get()).thenCompose(found -> found.map(Snapshot::grant).filter(Grant::isUsable)
                .map(this::withOthers).orElse(CompletableFuture.completedFuture(Optional.empty())));
    }

    /** Nobody but this browser, where Spotify has not told yet who it is. */
    private CompletionStage<Optional<Own>> withOthers(Grant here) {
        return here.user().map(user -> storage.ask(() -> Optional.of(new Own(here, grants.live(user.id())))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.of(new Own(here, List.of(here)))));
    }

    private CompletionStage<Response> end(String id, Own own) {
        var chosen = own.all().stream().filter(grant -> names.of(grant.id()).equals(id)).findFirst();
        if (chosen.isEmpty()) {
            return endedBefore(id, own.here()).thenApply(over -> over ? Response.noContent().build()
                    : problems.of(Problem.NOT_FOUND));
        }
        var grant = chosen.get();
        return sessions.end(new GrantCopy(grant.id(), grant.app(), grant.user(), grant.scope(), grant.generation(), Optional.empty(),
                grant.authorizedAt(), grant.tokenKept()), EndReason.LOGOUT).thenApply(stored ->
                stored ? Response.noContent().build() : problems.storageUnavailable());
    }

    private CompletionStage<Boolean> endedBefore(String id, Grant here) {
        return here.user().map(user -> storage.ask(() -> grants.ended(user.id()).stream().map(names::of).anyMatch(id::equals)))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private String json(Own own) {
        var list = JSON.createArrayBuilder();
        own.all().forEach(grant -> list.add(describe(grant, grant.id().equals(own.here().id()))));
        return JSON.createObjectBuilder().add("sessions", list).build().toString();
    }

    private JsonObjectBuilder describe(Grant grant, boolean here) {
        var json = JSON.createObjectBuilder().add("id", names.of(grant.id())).add("current", here);
        grant.device().ifPresentOrElse(device -> json.add("device", device), () -> json.addNull("device"));
        return json.add("authorizedAt", grant.authorizedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("reauthorizeBy", grant.reauthorizeBy().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
