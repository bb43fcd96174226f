package io.sostenuto.tokens.control;

import io.sostenuto.sessions.control.DatabasePause;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.entity.StorageUnavailable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTest {

    private boolean away;
    private Duration stored = Duration.ZERO;
    private final RateLimit limit = new RateLimit(new Inline(), new Row());

    /** The database, asked on the caller's own thread. */
    private final class Inline extends Storage {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            return away ? CompletableFuture.failedFuture(new StorageUnavailable("away", null))
                    : CompletableFuture.completedFuture(work.get());
        }
    }

    private final class Row extends DatabasePause {
        @Override
        public boolean begin(Duration wait, Duration untilProbe) {
            stored = wait;
            return true;
        }

        @Override
        public boolean over() {
            stored = Duration.ZERO;
            return true;
        }
    }

    private Optional<Duration> held() {
        return limit.holds().toCompletableFuture().join();
    }

    @Test
    void a429HoldsEverybodyForTheTimeItGave() {
        assertThat(held()).isEmpty();
        limit.begin(Duration.ofSeconds(40));
        assertThat(held().orElseThrow()).isBetween(Duration.ofSeconds(38), Duration.ofSeconds(40));
        assertThat(stored).as("what the other nodes will read").isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void nobodyIsToldToWaitLongerThanUntilTheNextProbe() {
        limit.begin(Duration.ofHours(3));
        assertThat(held().orElseThrow()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    }

    @Test
    void anAnswerToACallSentBeforeThe429LiftsNothing() {
        var before = limit.begun();
        limit.begin(Duration.ofSeconds(40));
        limit.over(before);
        assertThat(held()).isPresent();
        limit.over(limit.begun());
        assertThat(held()).isEmpty();
        assertThat(stored).isZero();
    }

    @Test
    void whatAnotherNodeWasToldHoldsHereToo() {
        limit.share(Duration.ofSeconds(30));
        assertThat(held().orElseThrow()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));
        limit.share(Duration.ZERO);
        assertThat(held()).as("another node has found the end").isEmpty();
    }

    @Test
    void whatThisNodeWasJustToldIsNotLiftedByARowThatDoesNotHaveItYet() {
        away = true;
        limit.begin(Duration.ofSeconds(30));
        limit.share(Duration.ZERO);
        assertThat(held()).isPresent();
    }
}
