package io.sostenuto.storage.control;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import static org.assertj.core.api.Assertions.assertThat;

class OneAtATimeTest {

    private final OneAtATime once = new OneAtATime();
    private int begun;

    private CompletableFuture<?> begin(CompletableFuture<?> work) {
        once.begin(() -> {
            begun++;
            return work;
        });
        return work;
    }

    @Test
    void theNextBeginsWhenTheOneBeforeIsOverHoweverItEnded() {
        var first = begin(new CompletableFuture<>());
        begin(new CompletableFuture<>());
        assertThat(begun).isEqualTo(1);
        first.completeExceptionally(new OutOfMemoryError("injected"));
        begin(new CompletableFuture<>());
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void whatCannotEvenBeginKeepsNobodyFromTryingAgain() {
        for (var fault : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
            new RejectedExecutionException("the node ends")}) {
            once.begin(() -> {
                begun++;
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) fault;
            });
        }
        begin(CompletableFuture.completedFuture(null));
        assertThat(begun).isEqualTo(3);
    }
}
