package io.sostenuto.issuers;

import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.storage.threads.Threads;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The keys that somebody's tokens may be signed with: public ones, a secret that is shared with him, or both. */
public final class JwtKeys {

    private static final Set<String> CURVES_OF_EDDSA = Set.of(OctetKeyPairJsonWebKey.SUBTYPE_ED25519, OctetKeyPairJsonWebKey.SUBTYPE_ED448);

    private final Function<Optional<String>, CompletableFuture<List<JsonWebKey>>> known;
    private final Optional<Key> secret;

    JwtKeys(Function<Optional<String>, CompletableFuture<List<JsonWebKey>>> known, Optional<Key> secret) {
        this.known = known;
        this.secret = secret;
    }

    /** @param whose as the log calls them. @return those of an address, fetched when they are needed, see {@link IssuerKeys} */
    public static JwtKeys at(URI address, String whose, SpotifyClients clients, Threads threads) {
        return new JwtKeys(IssuerKeys.at(address, whose, clients, threads)::lookAmong, Optional.empty());
    }

    /** @param set a JWK set. @return the keys in it; empty where it has none that can be read */
    public static Optional<JwtKeys> of(String set) {
        try {
            return Optional.of(new JsonWebKeySet(set).getJsonWebKeys()).filter(keys -> !keys.isEmpty()).map(JwtKeys::of);
        } catch (JoseException malformed) {
            return Optional.empty();
        }
    }

    static JwtKeys of(List<JsonWebKey> keys) {
        return new JwtKeys(kid -> CompletableFuture.completedFuture(keys), Optional.empty());
    }

    /** @return no keys, for who has a secret alone */
    public static JwtKeys none() {
        return of(List.of());
    }

    /** @return these, and this one for HS256, which no other algorithm takes */
    public JwtKeys with(Secret shared) {
        return new JwtKeys(known, Optional.of(new HmacKey(shared.value().getBytes(StandardCharsets.UTF_8))));
    }

    /** @return the only one that fits, if there is such a one; it fails with {@link IssuerUnavailable} where none was ever fetched */
    CompletableFuture<Optional<Key>> keyFor(JwtHeader header) {
        if (header.algorithm().equals(AlgorithmIdentifiers.HMAC_SHA256)) {
            return CompletableFuture.completedFuture(secret);
        }
        return known.apply(header.kid()).thenApply(keys -> {
            if (keys.isEmpty()) {
                throw new IssuerUnavailable();
            }
            var fitting = keys.stream().filter(key -> fits(key, header)).toList();
            return fitting.size() == 1 ? Optional.of(fitting.get(0).getKey()) : Optional.empty();
        });
    }

    private static boolean fits(JsonWebKey key, JwtHeader header) {
        return isOfTheKindOf(header.algorithm(), key)
                && header.kid().map(kid -> kid.equals(key.getKeyId())).orElse(true)
                && (key.getUse() == null || key.getUse().equals("sig"))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(header.algorithm()))
                && (key.getKeyOps() == null || key.getKeyOps().contains("verify"));
    }

    /** A secret among them, of kty {@code oct}, is of no kind: whoever sees the set could sign with it. */
    private static boolean isOfTheKindOf(String algorithm, JsonWebKey key) {
        return switch (algorithm) {
            case AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256 ->
                    key instanceof EllipticCurveJsonWebKey ec && ec.getCurveName().equals("P-256");
            case AlgorithmIdentifiers.RSA_USING_SHA256, AlgorithmIdentifiers.RSA_PSS_USING_SHA256 -> key instanceof RsaJsonWebKey;
            case AlgorithmIdentifiers.EDDSA -> key instanceof OctetKeyPairJsonWebKey pair && CURVES_OF_EDDSA.contains(pair.getSubtype());
            default -> false;
        };
    }
}
