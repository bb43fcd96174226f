package io.sostenuto.client;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/**
 * The product, for a program that has the cookie of a session. Its base URI is the public URL. Each call throws a
 * {@link ProblemException} where it is refused, and a {@link jakarta.ws.rs.ProcessingException} where nobody answers.
 */
@Path("/api")
@Produces({"application/json", "application/problem+json"})
@ClientHeaderParam(name = "Sostenuto-Client", value = "java")
@RegisterProvider(ProblemMapper.class)
@RegisterProvider(RecordReader.class)
@RegisterProvider(CookieConverter.class)
public interface SostenutoClient {

    /** The access token of this session, renewed at Spotify where it is due. */
    @POST
    @Path("token")
    AccessToken token(@HeaderParam("Cookie") SessionCookie session);

    /** A newer one, because Spotify refused that of this {@linkplain AccessToken#version() version}. */
    @POST
    @Path("token")
    AccessToken tokenNewerThan(@HeaderParam("Cookie") SessionCookie session, @QueryParam("newerThan") int version);

    /** For one who keeps it for so many seconds, 86400 at most. It may still live shorter than that. */
    @POST
    @Path("token")
    AccessToken tokenFor(@HeaderParam("Cookie") SessionCookie session, @QueryParam("minTtl") int seconds);

    /** Both at once. */
    @POST
    @Path("token")
    AccessToken token(@HeaderParam("Cookie") SessionCookie session, @QueryParam("newerThan") int version,
                      @QueryParam("minTtl") int seconds);

    /** Who is logged in; a session that has ended is no failure here. */
    @GET
    @Path("session")
    Session session(@HeaderParam("Cookie") SessionCookie session);

    /** Ends the session on every node, or throws; one that has ended is no failure. */
    @POST
    @Path("logout")
    void logout(@HeaderParam("Cookie") SessionCookie session);
}
