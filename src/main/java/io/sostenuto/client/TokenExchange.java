package io.sostenuto.client;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/**
 * The product, for a backend of its configuration. Its base URI is the public URL. Each call throws an
 * {@link ExchangeException} where it is refused, and a {@link jakarta.ws.rs.ProcessingException} where nobody answers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693: OAuth 2.0 Token Exchange</a>
 */
@Path("/api/oauth")
@Produces("application/json")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RegisterProvider(ExchangeException.Mapper.class)
@RegisterProvider(RecordReader.class)
@RegisterProvider(BackendSecret.Converter.class)
public interface TokenExchange {

    /** Nothing is told of an end but that it is stored. */
    record Ended() {
    }

    /** The access token of a user's grant. @param form of {@link #exchange} */
    @POST
    @Path("token")
    ExchangedToken token(@HeaderParam("Authorization") BackendSecret as, Form form);

    /** The same, for a backend that signs. @param form of {@link #signed} */
    @POST
    @Path("token")
    ExchangedToken token(Form form);

    /** Ends a user's grants; that there are none is no failure. @param form of {@link #end} */
    @POST
    @Path("revoke")
    Ended revoke(@HeaderParam("Authorization") BackendSecret as, Form form);

    /** The same, for a backend that signs. @param form of {@link #signed} */
    @POST
    @Path("revoke")
    Ended revoke(Form form);

    /**
     * @param subjectToken of the user, or that the backend has signed for him
     * @return to be sent; further parameters are {@code audience}, {@code newer_than} and {@code min_ttl}
     */
    static Form exchange(String subjectToken) {
        return new Form().param("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .param("subject_token_type", "urn:ietf:params:oauth:token-type:jwt").param("subject_token", subjectToken);
    }

    /** @return to be sent; with {@code audience} for one app alone */
    static Form end(String subjectToken) {
        return new Form().param("token", subjectToken);
    }

    /** @param assertion that the backend has signed for this one call. @return the same form, which says who sends it */
    static Form signed(String assertion, Form form) {
        return form.param("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer").param("client_assertion", assertion);
    }
}
