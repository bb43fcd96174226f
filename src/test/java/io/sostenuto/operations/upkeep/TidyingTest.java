package io.sostenuto.operations.upkeep;

import io.sostenuto.grants.store.GrantTidying;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.NodeTurn;
import io.sostenuto.storage.threads.Threads;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

class TidyingTest {

    private static final Duration BATCH = Duration.ofMillis(20);

    private final List<Duration> rests = new ArrayList<>();
    private long now;
    private int rowsLeft = 1_200;
    private Duration batch = BATCH;
    private int batches;
    private boolean mine = true;

    private final Tidying tidying = new Tidying(new DatabaseGate() {
        @Override
        public <T> CompletionStage<T> inBackground(Supplier<T> work) {
            return CompletableFuture.completedFuture(work.get());
        }
    }, new Threads() {
        @Override
        public <T> CompletionStage<T> later(Duration delay, T result) {
            rests.add(delay);
            return CompletableFuture.completedFuture(result);
        }
    }, new NodeTurn(null) {
        @Override
        public boolean take(Work work, Duration length) {
            return mine;
        }
    }, new GrantTidying(null) {
        @Override
        public int tidy(int rows) {
            batches++;
            now += batch.toNanos();
            var cleared = Math.min(rows, rowsLeft);
            rowsLeft -= cleared;
            return cleared;
        }
    }, () -> now);

    @Test
    void afterEachBatchItRestsNineTimesAsLongAsThatTook() {
        assertThat(tidying.turn().toCompletableFuture().join()).as("nothing is left").isZero();
        assertThat(rowsLeft).isZero();
        assertThat(batches).as("500, 500, 200, and none").isEqualTo(4);
        assertThat(rests).containsExactly(BATCH.multipliedBy(9), BATCH.multipliedBy(9), BATCH.multipliedBy(9));
    }

    @Test
    void aRestThatWouldOutlastTheTurnEndsIt() {
        batch = Tidying.TURN.dividedBy(10);
        assertThat(tidying.turn().toCompletableFuture().join()).as("the last batch").isEqualTo(500);
        assertThat(batches).isEqualTo(1);
        assertThat(rests).isEmpty();
    }

    @Test
    void aTurnOfAnotherNodeIsNotTaken() {
        mine = false;
        assertThat(tidying.turn().toCompletableFuture().join()).isZero();
        assertThat(batches).isZero();
    }
}
