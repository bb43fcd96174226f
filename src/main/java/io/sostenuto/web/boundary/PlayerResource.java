package io.sostenuto.web.boundary;

import io.sostenuto.settings.entity.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What the player page has to know of the configuration: where the SDK and the Web API are. */
@Path("/player")
@Singleton
public class PlayerResource {

    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    private Settings settings;

    @GET
    public Response player() {
        return Response.ok(JSON.createObjectBuilder()
                .add("sdkUrl", settings.sdkUrl().toString())
                .add("apiUrl", settings.apiUrl().toString())
                .build().toString(), MediaType.APPLICATION_JSON_TYPE).build();
    }
}
