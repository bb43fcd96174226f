package io.sostenuto.users.control;

import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a token claims, before anybody knows whether that is true: only to find out who has to judge it. */
final class UnverifiedClaims {

    private UnverifiedClaims() {
    }

    static Optional<String> issuer(String jwt) {
        var begin = jwt.indexOf('.') + 1;
        var end = jwt.indexOf('.', begin);
        if (begin == 0 || end < 0) {
            return Optional.empty();
        }
        try {
            var claims = new String(Base64.getUrlDecoder().decode(jwt.substring(begin, end)), StandardCharsets.UTF_8);
            return Optional.ofNullable(JsonUtil.parseJson(claims).get("iss")).filter(String.class::isInstance).map(String.class::cast);
        } catch (JoseException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
