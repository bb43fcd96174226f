package io.sostenuto.client;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

/**
 * An access token for the Web API, of a user's grant (RFC 8693 section 2.2.1). It is never printed.
 *
 * @param accessToken goes into the header {@code Authorization}, after {@code Bearer}
 * @param tokenType   {@code Bearer}
 * @param expiresIn   seconds it lived when the answer was sent
 * @param scope       what the user has agreed to, separated by spaces
 * @param version     counts the access tokens of the grant
 */
public record ExchangedToken(String accessToken, String issuedTokenType, String tokenType, long expiresIn, String scope, int version) {

    @JsonbCreator
    public ExchangedToken(@JsonbProperty("access_token") String accessToken, @JsonbProperty("issued_token_type") String issuedTokenType,
                          @JsonbProperty("token_type") String tokenType, @JsonbProperty("expires_in") long expiresIn,
                          @JsonbProperty("scope") String scope, @JsonbProperty("version") int version) {
        this.accessToken = accessToken;
        this.issuedTokenType = issuedTokenType;
        this.tokenType = tokenType;
        this.expiresIn = expiresIn;
        this.scope = scope;
        this.version = version;
    }

    @Override
    public String toString() {
        return "ExchangedToken[version=" + version + ", expiresIn=" + expiresIn + "]";
    }
}
