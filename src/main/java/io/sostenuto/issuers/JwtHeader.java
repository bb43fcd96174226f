package io.sostenuto.issuers;

import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.JoseException;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a token says of its signature before anybody knows whether that is true: only which of the known keys to try.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3">RFC 8725 section 3</a>
 */
record JwtHeader(String algorithm, Optional<String> kid) {

    private static final int LONGEST = 16 * 1024;
    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

    /** @return empty for what is too long or no signed JWT, and where it brings or names a key of its own, or is critical of something */
    static Optional<JwtHeader> of(String jwt) {
        if (jwt.length() > LONGEST || !SIGNED.matcher(jwt).matches()) {
            return Optional.empty();
        }
        try {
            var token = new JsonWebSignature();
            token.setCompactSerialization(jwt);
            return bringsItsOwn(token) ? Optional.empty() : read(token);
        } catch (JoseException malformed) {
            return Optional.empty();
        }
    }

    private static boolean bringsItsOwn(JsonWebSignature token) {
        return Stream.of(HeaderParameterNames.JWK_SET_URL, HeaderParameterNames.X509_URL, HeaderParameterNames.JWK, HeaderParameterNames.CRITICAL)
                .anyMatch(name -> token.getHeaders().getObjectHeaderValue(name) != null);
    }

    private static Optional<JwtHeader> read(JsonWebSignature token) {
        var algorithm = token.getHeaders().getObjectHeaderValue(HeaderParameterNames.ALGORITHM);
        var kid = token.getHeaders().getObjectHeaderValue(HeaderParameterNames.KEY_ID);
        return algorithm instanceof String name && (kid == null || kid instanceof String)
                ? Optional.of(new JwtHeader(name, Optional.ofNullable((String) kid))) : Optional.empty();
    }
}
