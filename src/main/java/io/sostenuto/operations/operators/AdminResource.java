package io.sostenuto.operations.operators;

import io.sostenuto.audit.SessionNames;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.operations.upkeep.KeyUse;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.web.boundary.ProblemAnswer;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * For operators, whom {@link OperatorFilter} lets through. No answer holds a token.
 */
@Path("/admin")
@ForOperators
@RequestScoped
public class AdminResource {

    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    private Operators operators;
    @Inject
    private KeyUse keys;
    @Inject
    private Seal seal;
    @Inject
    private SessionNames names;
    @Inject
    private ProblemAnswer problems;
    @Context
    private SecurityContext caller;

    @GET
    @Path("sessions")
    public CompletionStage<Response> sessions(@QueryParam("user") List<String> users, @QueryParam("appUser") List<String> appUsers) {
        return ofUser(users, appUsers, user -> operators.sessionsOf(user).thenApply(all -> {
            var list = JSON.createArrayBuilder();
            all.forEach(grant -> list.add(describe(grant)));
            return ok(JSON.createObjectBuilder().add("sessions", list).build());
        }));
    }

    @POST
    @Path("sessions/end")
    public CompletionStage<Response> end(@QueryParam("user") List<String> users, @QueryParam("appUser") List<String> appUsers,
                                         @QueryParam("session") String session) {
        return ofUser(users, appUsers, user -> operators.end(operator(), user, Optional.ofNullable(session))
                .thenApply(ended -> ok(JSON.createObjectBuilder().add("ended", ended).build())));
    }

    @GET
    @Path("keys")
    public Response keys() {
        var list = JSON.createArrayBuilder();
        keys.rows().forEach((id, rows) -> list.add(JSON.createObjectBuilder().add("id", id).add("sessions", rows)
                .add("present", seal.keyIds().contains(id)).add("seals", id.equals(seal.currentKeyId()))));
        return ok(JSON.createObjectBuilder().add("keys", list).build());
    }

    @GET
    @Path("incident")
    public Response incident() {
        return ok(JSON.createObjectBuilder().add("open", operators.isIncident()).build());
    }

    @POST
    @Path("incident/close")
    public CompletionStage<Response> closeIncident() {
        return operators.closeIncident(operator())
                .thenApply(back -> ok(JSON.createObjectBuilder().add("reinstated", back).build()));
    }

    private String operator() {
        return caller.getUserPrincipal().getName();
    }

    private CompletionStage<Response> ofUser(List<String> users, List<String> appUsers, Function<Whose, CompletionStage<Response>> work) {
        var asked = Stream.concat(users.stream().map(name -> new Whose(false, name)), appUsers.stream().map(name -> new Whose(true, name))).toList();
        if (asked.size() != 1 || asked.get(0).name().isBlank()) {
            return invalid("One of the query parameters user and appUser is needed, once: the id of a Spotify user, or the name of a"
                    + " user of the application.");
        }
        return asked.get(0).name().chars().anyMatch(Character::isISOControl)
                ? invalid("The query parameters user and appUser have no control characters.") : work.apply(asked.get(0));
    }

    private CompletionStage<Response> invalid(String why) {
        return CompletableFuture.completedFuture(problems.invalidParameter(why));
    }

    private JsonObjectBuilder describe(Grant grant) {
        var json = JSON.createObjectBuilder().add("id", names.of(grant.id())).add("inLog", grant.id().toString());
        grant.device().ifPresentOrElse(device -> json.add("device", device), () -> json.addNull("device"));
        json.add("authorizedAt", grant.authorizedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("reauthorizeBy", grant.reauthorizeBy().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("generation", grant.generation()).add("version", grant.version());
        grant.suspension().ifPresentOrElse(why -> json.add("suspended", why.name().toLowerCase(Locale.ROOT)),
                () -> json.addNull("suspended"));
        return json.add("inIncident", grant.inIncident());
    }

    private static Response ok(JsonObject json) {
        return Response.ok(json.toString(), MediaType.APPLICATION_JSON_TYPE).build();
    }
}
