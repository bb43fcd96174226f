package io.sostenuto.users.control;

import io.sostenuto.users.entity.AppUser;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a token is a user's own, and names one. What a backend signs about a user, or an issuer for another purpose, has
 * a type of its own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.11">RFC 8725 section 3.11</a>
 */
final class UserTokenKind implements Validator {

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    @Override
    public String validate(JwtContext context) throws MalformedClaimException {
        var type = context.getJoseObjects().get(0).getHeaders().getObjectHeaderValue("typ");
        if (type != null && !TYPES.contains(String.valueOf(type).toLowerCase(Locale.ROOT).replaceFirst("^application/", ""))) {
            return "no user token's type";
        }
        return AppUser.isName(context.getJwtClaims().getSubject()) ? null : "no subject";
    }
}
