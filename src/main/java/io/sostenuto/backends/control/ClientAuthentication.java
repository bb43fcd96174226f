package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.control.UsedAssertions.Purpose;
import io.sostenuto.backends.entity.ClientJwt;
import io.sostenuto.backends.entity.Form;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import jakarta.inject.Inject;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Which client calls: by its secret ({@code client_secret_basic}) or by a JWT that it signed ({@code private_key_jwt}), never
 * by both.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749 section 2.3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523 section 2.2</a>
 */
@ApplicationSingleton
public class ClientAuthentication {

    private static final String BASIC = "Basic ";
    private static final String ASSERTION = "client_assertion";
    private static final String ASSERTION_TYPE = "client_assertion_type";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final BackendClients clients;
    private final ClientAssertions assertions;

    @Inject
    public ClientAuthentication(BackendClients clients, ClientAssertions assertions) {
        this.clients = clients;
        this.assertions = assertions;
    }

    /**
     * @param authorization the values of the header; one that is not {@code Basic} is nobody's here
     * @return who it is; fails with {@link OAuthRefused}
     */
    CompletionStage<Known> client(Form form, List<String> authorization) {
        var basic = authorization.stream().filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length())).toList();
        var signs = form.get(ASSERTION).or(() -> form.get(ASSERTION_TYPE)).isPresent();
        if (basic.size() > 1 || Stream.of(!basic.isEmpty(), signs, form.get("client_secret").isPresent()).filter(used -> used).count() > 1) {
            throw new OAuthRefused(OAuthError.invalidRequest("The client may show who it is in one way alone."));
        }
        if (signs) {
            return bySignature(form);
        }
        return CompletableFuture.completedFuture(bySecret(basic.stream().findFirst().orElseThrow(ClientAuthentication::refused), form));
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749 section 2.3.1</a> */
    private Known bySecret(String header, Form form) {
        var pair = decoded(header.substring(BASIC.length()).strip());
        var colon = pair.indexOf(':');
        if (colon < 0) {
            throw refused();
        }
        var name = part(pair.substring(0, colon));
        requireSame(form, name);
        var known = clients.find(name);
        return ClientSecrets.isRight(known.map(Known::client), part(pair.substring(colon + 1))) ? known.orElseThrow(ClientAuthentication::refused)
                : refuse();
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException malformed) {
            throw refused();
        }
    }

    private static String part(String octets) {
        try {
            return Form.decoded(octets);
        } catch (OAuthRefused malformed) {
            throw refused();
        }
    }

    private CompletionStage<Known> bySignature(Form form) {
        if (!form.required(ASSERTION_TYPE).equals(JWT_BEARER)) {
            throw new OAuthRefused(OAuthError.invalidRequest("client_assertion_type should be " + JWT_BEARER + "."));
        }
        var jwt = ClientJwt.read(form.required(ASSERTION)).orElseThrow(ClientAuthentication::refused);
        var known = jwt.issuer().flatMap(clients::find).orElseThrow(ClientAuthentication::refused);
        requireSame(form, known.client().name());
        return assertions.use(jwt, known, Purpose.CLIENT, OAuthError.invalidClient()).thenApply(used -> known);
    }

    /** A name beside the credentials is allowed, and has to be theirs (RFC 7521 section 4.2). */
    private static void requireSame(Form form, String name) {
        if (!form.get("client_id").orElse(name).equals(name)) {
            throw new OAuthRefused(OAuthError.invalidRequest("client_id is not the client that the credentials name."));
        }
    }

    private static Known refuse() {
        throw refused();
    }

    private static OAuthRefused refused() {
        return new OAuthRefused(OAuthError.invalidClient());
    }
}
