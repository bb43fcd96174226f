package io.sostenuto.settings.entity;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configuration, read once and checked: see the README for each key.
 *
 * @param apps            at Spotify, by their names, the default one first
 * @param scopes          asked for at each login
 * @param optionalScopes  that a login may ask for besides
 * @param publicUrl       where browsers reach the product, without a trailing slash
 * @param sealKeys        as configured; empty where the product generates its own
 * @param corsRequestHeaders what pages of allowed origins may send besides our own header
 * @param databaseSchema  where the tables are; empty where the connection decides
 * @param sessionsNotBefore cookies sealed before it open no session
 * @param logins          how many are too many
 * @param operators       how operators are told from others; without it there is no {@code /api/admin}
 * @param users           whose grants may belong to a user instead of to a browser; empty where all are browsers'
 * @param egress          how calls leave this machine, and whom they trust
 * @param clients         backends that get tokens for users, by their names; without one there is no {@code /api/oauth}
 */
public record Settings(
        Map<AppName, SpotifyApp> apps,
        URI accountsUrl, URI apiUrl, URI sdkUrl, String scopes, List<String> optionalScopes,
        URI publicUrl, Set<String> allowedOrigins, List<String> corsRequestHeaders,
        Path dataDir, Optional<Secret> sealKeys, boolean embeddedDatabase, Optional<String> databaseSchema,
        Duration refreshMargin, Duration spotifyDeadline, Duration storageDeadline,
        Optional<Instant> sessionsNotBefore, Optional<Operators> operators, Optional<Users> users, LoginBounds logins, Egress egress,
        Map<String, BackendClient> clients) {

    /** What a token of an operator's that names audiences has to be for, where the configuration names none. */
    private static final String AUDIENCE = "sostenuto";

    /**
     * Whose tokens are believed, by the keys of MicroProfile JWT.
     *
     * @param publicKey PEM, the base64 part of it, or a JWK set; or where one of them lies: a file, or an https URL
     * @param audiences one of them has to be in a token; empty where none is asked for
     */
    public record Operators(String publicKey, boolean isLocation, String issuer, Set<String> audiences) {

        /** @return those of which a token that names any has to name one */
        public Set<String> expectedAudiences(URI publicUrl) {
            return audiences.isEmpty() ? Set.of(AUDIENCE, publicUrl.toString()) : audiences;
        }
    }

    /**
     * The application's own users.
     *
     * @param audiences      one of them has to be in a token
     * @param jwksUrl        of the issuer's keys; or {@code jwksFile}; neither for HS256 alone
     * @param sharedSecret   the key of HS256
     * @param allowedOrigins whose pages may call with a user token, and with nothing else
     * @param returnUris     that a link may lead back to, exactly
     * @param name           of the application, for its users
     */
    public record Users(String issuer, Set<String> audiences, Optional<URI> jwksUrl, Optional<String> jwksFile,
                        Set<String> algorithms, Optional<Secret> sharedSecret, Set<String> allowedOrigins,
                        Set<String> returnUris, String name) {
    }

    /**
     * The way out of this machine.
     *
     * @param authorities trusted besides those that the JVM trusts
     * @param proxy       {@code http://host:port}, where calls go out through one
     * @param direct      hosts that are called without it, in lower case; one that begins with a dot stands for all below it
     */
    public record Egress(List<X509Certificate> authorities, Optional<URI> proxy, Set<String> direct) {

        /** @return the proxy that a call to this address goes through; empty where it goes there directly */
        public Optional<URI> proxyFor(URI address) {
            var host = address.getHost().toLowerCase(Locale.ROOT);
            return proxy.filter(there -> direct.stream().noneMatch(one -> one.startsWith(".") ? host.endsWith(one)
                    : host.equals(one)));
        }
    }

    /** @return what this makes of each app, by their names */
    public <T> Map<AppName, T> eachApp(Function<SpotifyApp, T> maker) {
        return apps.values().stream().collect(Collectors.toUnmodifiableMap(SpotifyApp::name, maker));
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
