package io.sostenuto.bench.empty;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** The least that a JAX-RS resource can do: what it costs is the platform's. */
@Path("/empty")
@Singleton
public class EmptyResource {

    @POST
    public String nothing() {
        return "none";
    }
}
