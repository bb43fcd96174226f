package io.sostenuto.issuers;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

class IssuerKeysTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final List<CompletableFuture<List<JsonWebKey>>> fetches = new ArrayList<>();
    private Supplier<CompletableFuture<List<JsonWebKey>>> issuer = CompletableFuture::new;
    private final IssuerKeys keys = new IssuerKeys("somebody", () -> {
        var fetch = new CompletableFuture<List<JsonWebKey>>();
        fetches.add(fetch);
        issuer.get().thenAccept(fetch::complete);
        return fetch;
    }, nanos::get);

    private static JsonWebKey key(String kid) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(kid);
            return key;
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private CompletableFuture<List<JsonWebKey>> ask(String kid) {
        return keys.lookAmong(Optional.ofNullable(kid));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void whoCausesAFetchWaitsForItAndIsServed() {
        var first = ask("a");
        assertThat(first).isNotDone();
        fetches.get(0).complete(List.of(key("a")));
        assertThat(first.join()).hasSize(1);
        assertThat(ask("a")).isCompleted();
        assertThat(fetches).hasSize(1);
    }

    @Test
    void anUnknownKeyIdCausesOneFetchInThirtySeconds() {
        ask("a");
        fetches.get(0).complete(List.of(key("a")));
        var rotatedAtOnce = ask("b");
        fetches.get(1).complete(List.of(key("a"), key("b")));
        assertThat(rotatedAtOnce.join()).hasSize(2);
        for (var second = 0; second < 29; second++) {
            assertThat(ask("stranger-" + second)).as("at once").isCompleted();
            pass(Duration.ofSeconds(1));
        }
        assertThat(fetches).hasSize(2);
        pass(Duration.ofSeconds(1));
        var rotated = ask("c");
        assertThat(ask("a")).as("known ones wait for nothing").isCompleted();
        fetches.get(2).complete(List.of(key("c")));
        assertThat(rotated.join()).extracting(JsonWebKey::getKeyId).containsExactly("c");
        assertThat(fetches).hasSize(3);
    }

    @Test
    void whoeverNamesAnUnknownKeyMeanwhileWaitsForTheSameFetch() {
        ask("a");
        fetches.get(0).complete(List.of(key("a")));
        var first = ask("b");
        var second = ask("c");
        assertThat(second).isNotDone();
        fetches.get(1).completeExceptionally(new IllegalStateException("HTTP 503"));
        assertThat(first.join()).extracting(JsonWebKey::getKeyId).containsExactly("a");
        assertThat(second.join()).hasSize(1);
        assertThat(fetches).hasSize(2);
    }

    @Test
    void theKnownKeysAreUsedOnWhileTheIssuerIsAwayAndReplacedWhenTheyAreOld() {
        ask("a");
        fetches.get(0).complete(List.of(key("a")));
        pass(Duration.ofMinutes(11));
        assertThat(ask("a").join()).hasSize(1);
        fetches.get(1).completeExceptionally(new IllegalStateException("HTTP 503"));
        assertThat(ask("a").join()).hasSize(1);
        pass(Duration.ofSeconds(30));
        ask("a");
        fetches.get(2).complete(List.of(key("b")));
        assertThat(ask("b").join()).extracting(JsonWebKey::getKeyId).containsExactly("b");
    }

    @Test
    void whileNoneWasEverFetchedThereIsNoneAndItIsTriedAgainSoon() {
        ask("a");
        fetches.get(0).completeExceptionally(new IllegalStateException("HTTP 503"));
        assertThat(ask("a").join()).isEmpty();
        assertThat(fetches).hasSize(1);
        pass(Duration.ofSeconds(5));
        assertThat(ask("a")).isNotDone();
        assertThat(fetches).hasSize(2);
    }

    @Test
    void anIssuerWithoutKeysIsTakenForOneThatIsAway() {
        ask("a");
        fetches.get(0).complete(List.of(key("a")));
        pass(Duration.ofMinutes(11));
        ask("a");
        fetches.get(1).complete(List.of());
        assertThat(ask("a").join()).hasSize(1);
    }

    @Test
    void aFetchThatCouldNotEvenBeginIsNotTheLast() {
        for (var failure : List.of(new OutOfMemoryError("none left"), new RejectedExecutionException("no thread"))) {
            issuer = () -> {
                if (failure instanceof Error fatal) {
                    throw fatal;
                }
                throw (RuntimeException) failure;
            };
            assertThat(ask("a").join()).isEmpty();
            pass(Duration.ofSeconds(5));
        }
        issuer = CompletableFuture::new;
        var good = ask("a");
        fetches.get(fetches.size() - 1).complete(List.of(key("a")));
        assertThat(good.join()).hasSize(1);
    }
}
