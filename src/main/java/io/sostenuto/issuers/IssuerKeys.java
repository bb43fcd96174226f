package io.sostenuto.issuers;

import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.storage.threads.Threads;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The keys of an issuer: kept, fetched anew after a while and for an unknown key id, by one fetch at a time and not often,
 * because any stranger can name a key id. While the issuer is away the known ones are used on.
 */
final class IssuerKeys {

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    /** While none was ever fetched nobody is served, and the issuer may be back at any moment. */
    private static final Duration BETWEEN_FIRST_TRIES = Duration.ofSeconds(5);

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final String whose;
    private final Supplier<CompletionStage<List<JsonWebKey>>> fetch;
    private final LongSupplier nanos;
    private List<JsonWebKey> known = List.of();
    private long fetchedAt;
    private Optional<Long> triedAt = Optional.empty();
    private Optional<Long> askedAnewAt = Optional.empty();
    private CompletableFuture<List<JsonWebKey>> underWay = CompletableFuture.completedFuture(List.of());

    /** @param whose as the log calls them; @param fetch ends in bounded time, on threads of its own; @param nanos the monotonic clock */
    IssuerKeys(String whose, Supplier<CompletionStage<List<JsonWebKey>>> fetch, LongSupplier nanos) {
        this.whose = whose;
        this.fetch = fetch;
        this.nanos = nanos;
    }

    static IssuerKeys at(URI address, String whose, SpotifyClients clients, Threads threads) {
        var issuer = clients.client(IssuerKeySet.class, address);
        return new IssuerKeys(whose, () -> BoundedReply.within(DEADLINE, issuer.read("application/jwk-set+json, application/json"),
                threads.answers()).thenApply(IssuerKeys::read), System::nanoTime);
    }

    private static List<JsonWebKey> read(BoundedReply reply) {
        try {
            if (reply.status() == 200) {
                return new JsonWebKeySet(reply.body()).getJsonWebKeys();
            }
        } catch (JoseException noKeys) {
            throw new CompletionException(noKeys);
        }
        throw new IllegalStateException("HTTP " + reply.status());
    }

    /**
     * @param kid that a token names; empty where it names none
     * @return the keys to look among, at once or when a fetch is over; none where none was ever fetched
     */
    CompletableFuture<List<JsonWebKey>> lookAmong(Optional<String> kid) {
        synchronized (this) {
            var fits = !known.isEmpty() && (kid.isEmpty() || known.stream().anyMatch(key -> kid.get().equals(key.getKeyId())));
            if (underWay.isDone() && (fits || known.isEmpty() ? isDue() : mayAskAnew())) {
                begin();
            }
            return fits || underWay.isDone() ? CompletableFuture.completedFuture(known) : underWay.thenApply(fetched -> now());
        }
    }

    private synchronized List<JsonWebKey> now() {
        return known;
    }

    private boolean isDue() {
        return known.isEmpty() ? isPast(triedAt, BETWEEN_FIRST_TRIES)
                : nanos.getAsLong() - fetchedAt > KEPT.toNanos() && isPast(triedAt, BETWEEN_FETCHES);
    }

    /** For a key id that is unknown, which may be a new one, or a stranger's. */
    private boolean mayAskAnew() {
        var may = isPast(askedAnewAt, BETWEEN_FETCHES);
        if (may) {
            askedAnewAt = Optional.of(nanos.getAsLong());
        }
        return may;
    }

    private boolean isPast(Optional<Long> last, Duration pause) {
        return last.isEmpty() || nanos.getAsLong() - last.get() >= pause.toNanos();
    }

    private void begin() {
        triedAt = Optional.of(nanos.getAsLong());
        underWay = new CompletableFuture<>();
        var ended = underWay;
        fetched().whenComplete((keys, failure) -> {
            if (failure == null && !keys.isEmpty()) {
                keep(keys);
            } else {
                LOG.log(Level.WARNING, "The keys of {0} could not be fetched ({1})", new Object[]{whose,
                        failure == null ? "there are none" : failure.getClass().getSimpleName()});
            }
            ended.complete(List.of());
        });
    }

    /** Whatever it throws, it ends. */
    private CompletionStage<List<JsonWebKey>> fetched() {
        try {
            return fetch.get();
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private synchronized void keep(List<JsonWebKey> keys) {
        known = List.copyOf(keys);
        fetchedAt = nanos.getAsLong();
    }
}
