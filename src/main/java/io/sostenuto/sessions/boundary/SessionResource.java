package io.sostenuto.sessions.boundary;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.web.boundary.ProblemAnswer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who is logged in, without a token; and the end of the session. */
@Path("/")
@Singleton
public class SessionResource {

    @Inject
    private Sessions sessions;
    @Inject
    private GrantSealer sealer;
    @Inject
    private ProblemAnswer problems;
    @Inject
    private CurrentBrowser current;

    @GET
    @Path("session")
    public CompletionStage<Response> session() {
        var browser = current.get();
        var cookie = browser.session();
        if (cookie.isEmpty()) {
            return CompletableFuture.completedFuture(json(SessionJson.NOBODY));
        }
        return sessions.healedRow(cookie.get()).thenApply(found -> {
            found.flatMap(snapshot -> sealer.newer(snapshot.grant(), cookie.get())).ifPresent(browser::keep);
            return json(found.map(Snapshot::grant).filter(Grant::isUsable).map(SessionJson::of).orElse(SessionJson.NOBODY));
        });
    }

    @POST
    @Path("logout")
    public CompletionStage<Response> logout() {
        var browser = current.get();
        var stored = browser.session().map(sessions::logout).orElse(CompletableFuture.completedFuture(true));
        return stored.thenApply(isStored -> {
            browser.forgetSession();
            browser.forgetLogins();
            return isStored ? Response.noContent().build()
                    : problems.storageUnavailable();
        });
    }

    private static Response json(String body) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
    }
}
