package io.sostenuto.operations.control;

import io.sostenuto.operations.entity.ConfigurationException;
import io.sostenuto.operations.entity.Settings;
import io.sostenuto.tokens.control.Egress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * Tells operators from others by a MicroProfile JWT: signed by the configured key, by the configured issuer, not expired.
 * The token is checked here and not by the server's login, which would answer every request of a listener that carries a
 * foreign {@code Authorization} header.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/">MicroProfile JWT 2.1</a>
 */
@ApplicationScoped
public class OperatorTokens {

    /** In the claim {@code groups}. */
    public static final String ROLE = "sostenuto-admin";
    private static final String KEY = "mp.jwt.verify.publickey";

    /** Whom a token names, and whether that is an operator. */
    public record Caller(String name, boolean isOperator) {
    }

    private final Optional<JwtConsumer> consumer;

    @Inject
    public OperatorTokens(Settings settings, Egress egress) {
        this.consumer = settings.operators().map(operators -> consumer(operators, egress));
    }

    protected OperatorTokens() {
        this.consumer = Optional.empty();
    }

    /** @return whether there is an operators' API at all */
    public boolean isConfigured() {
        return consumer.isPresent();
    }

    /** @return the caller; empty for a token that is not one of the issuer's, or not valid now */
    public Optional<Caller> caller(String token) {
        try {
            var claims = consumer.orElseThrow().processToClaims(token);
            var groups = claims.getClaimValue("groups") == null ? java.util.List.<String>of()
                    : claims.getStringListClaimValue("groups");
            return Optional.of(new Caller(name(claims), groups.contains(ROLE)));
        } catch (InvalidJwtException | MalformedClaimException notValid) {
            return Optional.empty();
        }
    }

    /** As MicroProfile JWT names a principal. */
    private static String name(JwtClaims claims) throws MalformedClaimException {
        for (var claim : new String[]{"upn", "preferred_username"}) {
            if (claims.getClaimValue(claim) != null) {
                return claims.getStringClaimValue(claim);
            }
        }
        return claims.getSubject();
    }

    private static JwtConsumer consumer(Settings.Operators operators, Egress egress) {
        var builder = new JwtConsumerBuilder().setRequireExpirationTime().setAllowedClockSkewInSeconds(30)
                .setExpectedIssuer(operators.issuer()).setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
        if (operators.audiences().isEmpty()) {
            builder.setSkipDefaultAudienceValidation();
        } else {
            builder.setExpectedAudience(operators.audiences().toArray(String[]::new));
        }
        if (operators.isLocation() && operators.publicKey().startsWith("https:")) {
            builder.setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(fetched(operators.publicKey(), egress)));
            return builder.build();
        }
        var text = operators.isLocation() ? content(operators.publicKey()) : operators.publicKey();
        try {
            if (text.startsWith("{")) {
                builder.setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(text).getJsonWebKeys()));
            } else {
                builder.setVerificationKey(key(text));
            }
            return builder.build();
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new ConfigurationException(KEY, "should be a public key, RSA or EC on P-256, as PEM or JWK set");
        }
    }

    private static HttpsJwks fetched(String address, Egress egress) {
        var get = new Get();
        get.setSslSocketFactory(egress.context().getSocketFactory());
        get.setHttpProxy(egress.proxyFor(URI.create(address)));
        var keys = new HttpsJwks(address);
        keys.setSimpleHttpGet(get);
        return keys;
    }

    private static String content(String location) {
        try {
            return Files.readString(location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location)).strip();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException(KEY + ".location",
                    "should be a file that can be read, or an https URL of a JWK set");
        }
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        var spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
