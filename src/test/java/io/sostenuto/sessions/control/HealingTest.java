package io.sostenuto.sessions.control;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class HealingTest {

    private final Healing healing = new Healing();
    private final GrantCopy copy = GrantCopy.unknown(SessionId.random(), Instant.EPOCH);
    private final AtomicInteger begun = new AtomicInteger();

    private CompletableFuture<Boolean> begin(GrantCopy of, CompletableFuture<Boolean> work) {
        return healing.once(of, () -> {
            begun.incrementAndGet();
            return work;
        }).toCompletableFuture();
    }

    @Test
    void whoComesMeanwhileWaitsForTheSameAndWhoComesLaterBeginsAnew() {
        var work = new CompletableFuture<Boolean>();
        var first = begin(copy, work);
        var second = begin(copy, CompletableFuture.completedFuture(true));
        assertThat(begun).hasValue(1);
        assertThat(second).isNotDone();
        work.complete(true);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        begin(copy, CompletableFuture.completedFuture(true));
        assertThat(begun).hasValue(2);
    }

    @Test
    void anotherSessionWaitsForNobody() {
        begin(copy, new CompletableFuture<>());
        assertThat(begin(GrantCopy.unknown(SessionId.random(), Instant.EPOCH), CompletableFuture.completedFuture(true))).isCompleted();
    }

    @Test
    void aFailureIsToldToAllWhoWaitAndIsNotKept() {
        var work = new CompletableFuture<Boolean>();
        var first = begin(copy, work);
        var second = begin(copy, work);
        work.completeExceptionally(new IllegalStateException());
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(healing.once(copy, () -> {
            throw new IllegalStateException();
        }).toCompletableFuture()).isCompletedExceptionally();
        assertThat(begin(copy, CompletableFuture.completedFuture(true))).isCompleted();
    }
}
