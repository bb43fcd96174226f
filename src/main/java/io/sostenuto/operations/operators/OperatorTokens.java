package io.sostenuto.operations.operators;

import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.issuers.FetchedKey;
import io.sostenuto.issuers.IssuerUnavailable;
import io.sostenuto.issuers.PublicKeys;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/**
 * Tells operators from others by a MicroProfile JWT: signed by the configured key, by the configured issuer, not expired, for
 * us, with a name, and of a kind that APIs are called with.
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
    private static final Set<String> ALGORITHMS = Set.of(AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    private static final Logger LOG = Logger.getLogger(OperatorTokens.class.getName());

    /** Whom a token names, and whether that is an operator. */
    public record Caller(String name, boolean isOperator) {
    }

    private final Optional<JwtConsumer> consumer;
    private final AtomicBoolean toldOfAudience = new AtomicBoolean();

    @Inject
    public OperatorTokens(Settings settings, SpotifyClients clients, Threads threads) {
        this.consumer = settings.operators().map(operators -> consumer(operators, settings, clients, threads));
    }

    protected OperatorTokens() {
        this.consumer = Optional.empty();
    }

    /** @return whether there is an operators' API at all */
    public boolean isConfigured() {
        return consumer.isPresent();
    }

    /**
     * @return the caller; empty for a token that is not one of the issuer's, not valid now, for others, or without a name
     * @throws IssuerUnavailable where the issuer's keys were never fetched
     */
    public Optional<Caller> caller(String token) {
        try {
            var claims = consumer.orElseThrow().processToClaims(token);
            var groups = claims.getClaimValue("groups") == null ? List.<String>of() : claims.getStringListClaimValue("groups");
            return name(claims).map(name -> new Caller(name, groups.contains(ROLE)));
        } catch (InvalidJwtException notValid) {
            tellOfAudience(notValid);
            for (Throwable cause = notValid; cause != null; cause = cause.getCause()) {
                if (cause instanceof IssuerUnavailable away) {
                    throw away;
                }
            }
            return Optional.empty();
        } catch (MalformedClaimException notValid) {
            return Optional.empty();
        }
    }

    /** A good token of the issuer's that is for somebody else: an operator who cannot get in should find out why. */
    private void tellOfAudience(InvalidJwtException failure) {
        if ((failure.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || failure.hasErrorCode(ErrorCodes.AUDIENCE_MISSING))
                && toldOfAudience.compareAndSet(false, true)) {
            LOG.warning("An operator's token was refused for its audience: name the one in its aud in mp.jwt.verify.audiences");
        }
    }

    /** As MicroProfile JWT names a principal. */
    private static Optional<String> name(JwtClaims claims) throws MalformedClaimException {
        for (var claim : new String[]{"upn", "preferred_username", "sub"}) {
            var name = claims.getStringClaimValue(claim);
            if (name != null && !name.isBlank()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static JwtConsumer consumer(Settings.Operators operators, Settings settings, SpotifyClients clients,
                                        Threads threads) {
        var builder = new JwtConsumerBuilder().setRequireExpirationTime().setAllowedClockSkewInSeconds(30)
                .registerValidator(new OperatorTokenKind())
                .setExpectedIssuer(operators.issuer()).setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, ALGORITHMS.toArray(String[]::new)));
        builder.setExpectedAudience(!operators.audiences().isEmpty(), // RFC 7519 section 4.1.3
                operators.expectedAudiences(settings.publicUrl()).toArray(String[]::new));
        if (operators.isLocation() && operators.publicKey().matches("(?i)https?:.*")) {
            return builder.setVerificationKeyResolver(FetchedKey.at(URI.create(operators.publicKey()), ALGORITHMS, clients, threads))
                    .build();
        }
        var text = operators.isLocation() ? content(operators.publicKey()) : operators.publicKey();
        try {
            if (text.startsWith("{")) {
                builder.setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(text).getJsonWebKeys()));
            } else {
                builder.setVerificationKey(PublicKeys.pem(text));
            }
            return builder.build();
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new ConfigurationException(KEY, "should be a public key, RSA or EC on P-256, as PEM or JWK set");
        }
    }

    private static String content(String location) {
        try {
            return PublicKeys.content(location);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException(KEY + ".location",
                    "should be a file that can be read, or an https URL of a JWK set");
        }
    }
}
