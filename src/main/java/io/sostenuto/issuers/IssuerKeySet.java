package io.sostenuto.issuers;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import java.util.concurrent.CompletionStage;

/**
 * An issuer's keys; its base URL is their address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517 section 5: JWK Set</a>
 */
public interface IssuerKeySet {

    /** @return the answer with any status; it fails only where there is none */
    @GET
    CompletionStage<Response> read(@HeaderParam(HttpHeaders.ACCEPT) String types);
}
