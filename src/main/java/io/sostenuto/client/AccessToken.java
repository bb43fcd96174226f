package io.sostenuto.client;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

import java.time.Instant;

/**
 * An access token for the Web API (RFC 6749 section 5.1). It is never printed.
 *
 * @param accessToken   goes into the header {@code Authorization}, after {@code Bearer}
 * @param tokenType     {@code Bearer}
 * @param expiresIn     seconds it lived when the answer was sent
 * @param scope         what the user has agreed to, separated by spaces
 * @param version       counts the access tokens of the session
 * @param reauthorizeBy when the user should have logged in again
 */
public record AccessToken(String accessToken, String tokenType, long expiresIn, String scope, int version,
                          Instant reauthorizeBy) {

    @JsonbCreator
    public AccessToken(@JsonbProperty("accessToken") String accessToken, @JsonbProperty("tokenType") String tokenType,
                       @JsonbProperty("expiresIn") long expiresIn, @JsonbProperty("scope") String scope,
                       @JsonbProperty("version") int version, @JsonbProperty("reauthorizeBy") Instant reauthorizeBy) {
        this.accessToken = accessToken;
        this.tokenType = tokenType;
        this.expiresIn = expiresIn;
        this.scope = scope;
        this.version = version;
        this.reauthorizeBy = reauthorizeBy;
    }

    @Override
    public String toString() {
        return "AccessToken[version=" + version + ", expiresIn=" + expiresIn + "]";
    }
}
