package io.sostenuto.issuers;

import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.storage.threads.Threads;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

import java.net.URI;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The key that a token was signed with, among those of an address. They are fetched on other threads than those of requests;
 * of those two may wait for a fetch, and all others go by what is known.
 */
public final class FetchedKey implements VerificationKeyResolver {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int WAITING = 2;

    private final Set<String> algorithms;
    private final IssuerKeys keys;
    private final Semaphore waiting = new Semaphore(WAITING);

    FetchedKey(IssuerKeys keys, Set<String> algorithms) {
        this.keys = keys;
        this.algorithms = algorithms;
    }

    public static FetchedKey at(URI address, Set<String> algorithms, SpotifyClients clients, Threads threads) {
        return new FetchedKey(IssuerKeys.at(address, "the operators' issuer", clients, threads), algorithms);
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        if (!algorithms.contains(token.getAlgorithmHeaderValue())) {
            throw new UnresolvableKeyException("no algorithm of ours");
        }
        return new JwksVerificationKeyResolver(among(Optional.ofNullable(token.getKeyIdHeaderValue()))).resolveKey(token, nesting);
    }

    private List<JsonWebKey> among(Optional<String> kid) {
        var found = keys.lookAmong(kid);
        if (!found.isDone() && waiting.tryAcquire()) {
            try {
                found.get(DEADLINE.toMillis() + 500, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | TimeoutException late) {
                throw new IssuerUnavailable();
            } finally {
                waiting.release();
            }
        }
        var known = found.getNow(List.of());
        if (known.isEmpty()) {
            throw new IssuerUnavailable();
        }
        return known;
    }
}
