package io.sostenuto.issuers;

import org.jose4j.jwk.JsonWebKey;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final Supplier<CompletionStage<List<JsonWebKey>>> fetch;
    private final LongSupplier nanos;
    private List<JsonWebKey> known = List.of();
    private long fetchedAt;
    private Optional<Long> triedAt = Optional.empty();
    private CompletableFuture<List<JsonWebKey>> underWay = CompletableFuture.completedFuture(List.of());

    /** @param fetch ends in bounded time, on threads of its own; @param nanos the monotonic clock */
    IssuerKeys(Supplier<CompletionStage<List<JsonWebKey>>> fetch, LongSupplier nanos) {
        this.fetch = fetch;
        this.nanos = nanos;
    }

    /**
     * @param kid that a token names; empty where it names none
     * @return the keys to look among, at once or when a fetch is over; none where none was ever fetched
     */
    CompletableFuture<List<JsonWebKey>> lookAmong(Optional<String> kid) {
        synchronized (this) {
            var fits = !known.isEmpty() && (kid.isEmpty() || known.stream().anyMatch(key -> kid.get().equals(key.getKeyId())));
            var isOld = nanos.getAsLong() - fetchedAt > KEPT.toNanos();
            if (underWay.isDone() && mayTry() && (!fits || isOld)) {
                begin();
            }
            return fits || underWay.isDone() ? CompletableFuture.completedFuture(known) : underWay.thenApply(fetched -> now());
        }
    }

    private synchronized List<JsonWebKey> now() {
        return known;
    }

    private boolean mayTry() {
        var pause = known.isEmpty() ? BETWEEN_FIRST_TRIES : BETWEEN_FETCHES;
        return triedAt.isEmpty() || nanos.getAsLong() - triedAt.get() >= pause.toNanos();
    }

    private void begin() {
        triedAt = Optional.of(nanos.getAsLong());
        underWay = new CompletableFuture<>();
        var ended = underWay;
        fetched().whenComplete((keys, failure) -> {
            if (failure == null && !keys.isEmpty()) {
                keep(keys);
            } else {
                LOG.log(Level.WARNING, "The keys of the operators'' issuer could not be fetched ({0})",
                        failure == null ? "there are none" : failure.getClass().getSimpleName());
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
