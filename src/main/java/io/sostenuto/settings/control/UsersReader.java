package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads how the application's own users are told: by whose tokens, from where, and where a link may lead back to. */
final class UsersReader {

    private static final String ISSUER = "sostenuto.users.issuer";
    private static final String AUDIENCES = "sostenuto.users.audiences";
    private static final String JWKS_URL = "sostenuto.users.jwks-url";
    private static final String JWKS_FILE = "sostenuto.users.jwks-file";
    private static final String ALGORITHMS = "sostenuto.users.algorithms";
    private static final String SHARED_SECRET = "sostenuto.users.shared-secret";
    private static final String ORIGINS = "sostenuto.users.allowed-origins";
    private static final String RETURN_URIS = "sostenuto.users.return-uris";
    private static final String NAME = "sostenuto.users.name";
    private static final List<String> BESIDE_ISSUER = List.of(AUDIENCES, JWKS_URL, JWKS_FILE, ALGORITHMS, SHARED_SECRET,
            SHARED_SECRET + "-file", ORIGINS, RETURN_URIS, NAME);
    private static final Set<String> ASYMMETRIC = Set.of("ES256", "RS256", "PS256", "EdDSA");
    private static final String SYMMETRIC = "HS256";
    private static final int SHORTEST_SECRET = 32;
    /** A login's cookie holds it. */
    private static final int LONGEST_RETURN_URI = 1024;
    /** As the database has it. */
    private static final int LONGEST_ISSUER = 1000;

    private final SettingValues values;

    UsersReader(SettingValues values) {
        this.values = values;
    }

    /** @return empty where no issuer is set: then all grants are browsers' */
    Optional<Settings.Users> read(URI publicUrl, Set<String> origins, Optional<Settings.Operators> operators) {
        var issuer = values.text(ISSUER);
        if (issuer.isEmpty()) {
            BESIDE_ISSUER.stream().filter(key -> values.text(key).isPresent()).findFirst().ifPresent(key -> {
                throw new ConfigurationException(key, "should be set together with " + ISSUER + ", the iss of your users' tokens");
            });
            return Optional.empty();
        }
        if (issuer.get().length() > LONGEST_ISSUER) {
            throw new ConfigurationException(ISSUER, "should have " + LONGEST_ISSUER + " characters at most");
        }
        var audiences = audiences();
        operators.filter(theirs -> theirs.issuer().equals(issuer.get())).ifPresent(theirs -> requireOthers(theirs, audiences, publicUrl));
        var algorithms = algorithms();
        requireKeys(algorithms);
        return Optional.of(new Settings.Users(issuer.get(), audiences, values.text(JWKS_URL).map(UsersReader::jwksUrl),
                values.text(JWKS_FILE), algorithms, sharedSecret(algorithms), origins(origins), returnUris(), name(issuer.get())));
    }

    private Set<String> audiences() {
        var audiences = values.list(AUDIENCES).collect(Collectors.toUnmodifiableSet());
        if (audiences.isEmpty()) {
            throw new ConfigurationException(AUDIENCES, "is missing: it should be what your users' tokens have in aud,"
                    + " with commas between where there are several");
        }
        return audiences;
    }

    /** A user's token must open nothing to operators. */
    private static void requireOthers(Settings.Operators operators, Set<String> audiences, URI publicUrl) {
        if (operators.expectedAudiences(publicUrl).stream().anyMatch(audiences::contains)) {
            throw new ConfigurationException(AUDIENCES, "should be others than operators' (mp.jwt.verify.audiences; without it"
                    + " sostenuto and the public URL), whose tokens come from the same issuer");
        }
    }

    private Set<String> algorithms() {
        var names = Stream.of(values.text("sostenuto.users.algorithms").orElse("ES256,RS256").split(",")).map(String::strip)
                .filter(one -> !one.isEmpty()).collect(Collectors.toUnmodifiableSet());
        if (names.isEmpty() || !names.stream().allMatch(name -> ASYMMETRIC.contains(name) || name.equals(SYMMETRIC))) {
            throw new ConfigurationException(ALGORITHMS, "should be of ES256, RS256, PS256, EdDSA and HS256, with commas between them");
        }
        return names;
    }

    private void requireKeys(Set<String> algorithms) {
        var url = values.text(JWKS_URL);
        var file = values.text(JWKS_FILE);
        if (url.isPresent() && file.isPresent()) {
            throw new ConfigurationException(JWKS_URL, "and " + JWKS_FILE + " are both set: keep one of them");
        }
        if (algorithms.stream().anyMatch(ASYMMETRIC::contains) && url.or(() -> file).isEmpty()) {
            throw new ConfigurationException(JWKS_URL, "is missing: it should be the https URL of the issuer's JWK set (or "
                    + JWKS_FILE + " a file that has it; with a shared secret alone, set " + ALGORITHMS + " to HS256)");
        }
    }

    private static URI jwksUrl(String text) {
        return SettingValues.address(JWKS_URL, text)
                .orElseThrow(() -> new ConfigurationException(JWKS_URL, "should be the https URL of a JWK set"));
    }

    private Optional<Secret> sharedSecret(Set<String> algorithms) {
        var secret = values.secret(SHARED_SECRET);
        if (secret.isEmpty() && algorithms.contains(SYMMETRIC)) {
            throw new ConfigurationException(SHARED_SECRET, "is missing: HS256 is among " + ALGORITHMS + " and needs it");
        }
        if (secret.filter(value -> value.value().getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET).isPresent()) {
            throw new ConfigurationException(SHARED_SECRET, "is too short: it should have " + SHORTEST_SECRET
                    + " octets or more (RFC 7518 section 3.2)");
        }
        return secret;
    }

    private Set<String> origins(Set<String> withCookies) {
        var origins = values.origins(ORIGINS);
        if (origins.stream().anyMatch(withCookies::contains)) {
            throw new ConfigurationException(ORIGINS, "has an origin of sostenuto.allowed-origins: it should be in one of them,"
                    + " there where its pages call with cookies, here where they call with a user token");
        }
        return origins;
    }

    private Set<String> returnUris() {
        var uris = values.list(RETURN_URIS).collect(Collectors.toUnmodifiableSet());
        if (!uris.stream().allMatch(UsersReader::isReturnUri)) {
            throw new ConfigurationException(RETURN_URIS, "should be addresses like https://app.example.com/linked or"
                    + " com.example.app:/linked with commas between them, without a fragment, of "
                    + LONGEST_RETURN_URI + " characters at most");
        }
        return uris;
    }

    private static boolean isReturnUri(String text) {
        try {
            var uri = new URI(text);
            var isOfAnApp = uri.getScheme() != null && uri.getScheme().contains("."); // RFC 8252 section 7.1: its domain, backwards
            return text.length() <= LONGEST_RETURN_URI && uri.getRawFragment() == null && (isOfAnApp || SettingValues.address(RETURN_URIS, text).isPresent());
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private String name(String issuer) {
        return values.text(NAME).orElseGet(() -> host(issuer).orElse(issuer));
    }

    private static Optional<String> host(String issuer) {
        try {
            return Optional.ofNullable(new URI(issuer).getHost());
        } catch (URISyntaxException anyText) {
            return Optional.empty();
        }
    }
}
