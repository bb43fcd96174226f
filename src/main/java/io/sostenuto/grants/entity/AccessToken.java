package io.sostenuto.grants.entity;

/** An access token (RFC 6749 section 1.4). It is never printed. */
public record AccessToken(String value) {
    @Override
    public String toString() {
        return "AccessToken[***]";
    }
}
