package io.sostenuto.login.control;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import java.util.concurrent.CompletionStage;

/**
 * The user's profile in Spotify's Web API; its base URL is {@code spotify.api-url}.
 *
 * @see <a href="https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile">Spotify: Get Current User's Profile</a>
 */
public interface SpotifyApi {

    @GET
    @Path("/v1/me")
    CompletionStage<Response> me(@HeaderParam(HttpHeaders.AUTHORIZATION) String bearer);
}
