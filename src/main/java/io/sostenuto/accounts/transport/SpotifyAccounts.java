package io.sostenuto.accounts.transport;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.util.concurrent.CompletionStage;

/**
 * Spotify's token endpoint, a form POST with Basic authentication. Its base URL is {@code spotify.accounts-url}.
 *
 * @see <a href="https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens">Spotify: Refreshing tokens</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 section 6</a>
 */
public interface SpotifyAccounts {

    /** @return the answer with any status; it fails only where there is none */
    @POST
    @Path("/api/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    CompletionStage<Response> token(@HeaderParam(HttpHeaders.AUTHORIZATION) String basic, Form form);
}
