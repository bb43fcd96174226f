package io.sostenuto.operations.operators;

import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a token is one to call an API with. An issuer signs others with the same key, about the same person and perhaps
 * with the same groups: ID tokens, refresh and logout tokens, security events, proofs.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.11">RFC 8725 sections 3.11 and 3.12</a>
 */
final class OperatorTokenKind implements Validator {

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");
    /** In the claim {@code typ} of Keycloak's tokens, and in {@code token_use} of Cognito's. */
    private static final Set<String> KINDS = Set.of("bearer", "access");
    /** What ID tokens have (OpenID Connect Core 3.1.3.6 and 3.3.2.11), and logout tokens and security events. */
    private static final Set<String> OF_OTHERS = Set.of("at_hash", "c_hash", "s_hash", "events");

    @Override
    public String validate(JwtContext context) {
        var type = context.getJoseObjects().get(0).getHeader("typ");
        if (type != null && !TYPES.contains(type.toLowerCase(Locale.ROOT).replaceFirst("^application/", ""))) {
            return "no type for an API";
        }
        return isOfAnotherKind(context.getJwtClaims()) ? "no kind for an API" : null;
    }

    private static boolean isOfAnotherKind(JwtClaims claims) {
        return OF_OTHERS.stream().anyMatch(claims::hasClaim) || Stream.of("typ", "token_use").filter(claims::hasClaim)
                .anyMatch(name -> !KINDS.contains(String.valueOf(claims.getClaimValue(name)).toLowerCase(Locale.ROOT)));
    }
}
