package io.sostenuto.backends.control;

import io.sostenuto.backends.entity.Assertion;
import io.sostenuto.users.entity.AppUser;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the claims of a client's JWT have to be, besides what every JWT has to be.
 *
 * @param audiences of which exactly one is in it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 section 3</a>
 */
record AssertionClaims(Set<String> audiences) {

    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_JTI = 128;

    /** @param claims of a JWT that is not over. @return empty where they are wrong */
    Optional<Assertion> check(JwtClaims claims, String client, Instant now) {
        try {
            var audience = claims.getAudience();
            var expiry = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            var fits = client.equals(claims.getIssuer()) && audience.size() == 1 && audiences.contains(audience.get(0))
                    && AppUser.isName(claims.getSubject()) && isId(claims.getJwtId())
                    && !expiry.isAfter(now.plus(LONGEST).plus(LEEWAY));
            return fits ? Optional.of(new Assertion(claims.getSubject(), claims.getJwtId(), expiry.plus(LEEWAY))) : Optional.empty();
        } catch (MalformedClaimException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isId(String jti) {
        return jti != null && !jti.isEmpty() && jti.length() <= LONGEST_JTI;
    }
}
