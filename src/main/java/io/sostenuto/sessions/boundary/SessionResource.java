package io.sostenuto.sessions.boundary;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.web.boundary.ProblemAnswer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who is logged in, without a token; and the end of the session. */
@Path("/")
@Singleton
public class SessionResource {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String NOBODY = "{\"authenticated\":false}";

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
            return CompletableFuture.completedFuture(json(NOBODY));
        }
        return sessions.healedRow(cookie.get()).thenApply(found -> {
            found.flatMap(snapshot -> sealer.newer(snapshot.grant(), cookie.get())).ifPresent(browser::keep);
            return json(found.map(Snapshot::grant).filter(Grant::isUsable).map(SessionResource::describe).orElse(NOBODY));
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

    private static String describe(Grant grant) {
        return JSON.createObjectBuilder()
                .add("authenticated", true)
                .add("spotifyUser", grant.user().map(SessionResource::describe).orElse(JsonValue.NULL))
                .add("scope", grant.scope())
                .add("authorizedAt", grant.authorizedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("reauthorizeBy", grant.reauthorizeBy().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("version", grant.version())
                .build().toString();
    }

    private static JsonValue describe(SpotifyUser user) {
        var json = JSON.createObjectBuilder().add("id", user.id());
        user.displayName().ifPresentOrElse(name -> json.add("displayName", name), () -> json.addNull("displayName"));
        return json.build();
    }
}
