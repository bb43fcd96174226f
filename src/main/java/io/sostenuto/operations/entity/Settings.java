package io.sostenuto.operations.entity;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration, read once and checked: see the README for each key.
 *
 * @param publicUrl       where browsers reach the product, without a trailing slash
 * @param sealKeys        as configured; empty where the product generates its own
 * @param databaseSchema  where the tables are; empty where the connection decides
 * @param sessionsNotBefore cookies sealed before it open no session
 * @param operators       how operators are told from others; without it there is no {@code /api/admin}
 */
public record Settings(
        String clientId, Secret clientSecret,
        URI accountsUrl, URI apiUrl, URI sdkUrl, String scopes,
        URI publicUrl, Set<String> allowedOrigins,
        Path dataDir, Optional<Secret> sealKeys, boolean embeddedDatabase, Optional<String> databaseSchema,
        Duration refreshMargin, Duration spotifyDeadline, Duration storageDeadline,
        Optional<Instant> sessionsNotBefore, Optional<Operators> operators) {

    /**
     * Whose tokens are believed, by the keys of MicroProfile JWT.
     *
     * @param publicKey PEM, the base64 part of it, or a JWK set; or where one of them lies: a file, or an https URL
     * @param audiences one of them has to be in a token; empty where none is asked for
     */
    public record Operators(String publicKey, boolean isLocation, String issuer, Set<String> audiences) {
    }

    /** @return the redirect URI that has to be registered at Spotify */
    public URI redirectUri() {
        return URI.create(publicUrl + "/api/callback");
    }

    /** @return scheme, host and port of the public URL as a browser writes them in {@code Origin} */
    public String publicOrigin() {
        return Origins.of(publicUrl);
    }

    /** @return whether {@code origin} is the public URL's or an allowed one */
    public boolean admits(String origin) {
        return publicOrigin().equals(origin) || allowedOrigins.contains(origin);
    }

    /** @return an absolute URL below the public one; {@code path} begins with a slash */
    public URI at(String path) {
        return URI.create(publicUrl + path);
    }
}
