package io.sostenuto.grants.entity;

/** A refresh token (RFC 6749 section 1.5). It never leaves the server in the clear and is never printed. */
public record RefreshToken(String value) {
    @Override
    public String toString() {
        return "RefreshToken[***]";
    }
}
