package io.sostenuto.accounts.limits;

import io.sostenuto.accounts.control.SpotifyOutage;
import io.sostenuto.accounts.transport.BoundedReply;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SpotifyGuardTest {

    private static final BoundedReply ANSWER = new BoundedReply(200, Optional.empty(), "{}");

    private final SpotifyGuard guard = new SpotifyGuard();
    private final AtomicInteger sent = new AtomicInteger();

    @BeforeEach
    void build() {
        guard.build();
    }

    private CompletableFuture<BoundedReply> call(CompletableFuture<BoundedReply> outcome) {
        return guard.call(() -> {
            sent.incrementAndGet();
            return outcome;
        }).toCompletableFuture();
    }

    private static CompletableFuture<BoundedReply> nobody() {
        return CompletableFuture.failedFuture(new SpotifyOutage("HTTP 503", null));
    }

    @Test
    void whereMostCallsFindNobodyOneEveryTenSecondsFindsOutWhetherThatIsOver() {
        for (int i = 0; i < 20; i++) {
            assertThat(call(nobody())).failsWithin(Duration.ofSeconds(1)).withThrowableThat().withCauseInstanceOf(SpotifyOutage.class);
        }
        assertThat(call(CompletableFuture.completedFuture(ANSWER))).failsWithin(Duration.ofSeconds(1))
                .withThrowableThat().withCauseInstanceOf(CircuitBreakerOpenException.class);
        assertThat(sent).hasValue(20);

        await().atMost(Duration.ofSeconds(15)).until(() -> call(nobody()).isCompletedExceptionally() && sent.get() > 20);
        assertThat(call(nobody())).as("one at a time").isCompletedExceptionally();
        assertThat(sent).hasValue(21);

        await().atMost(Duration.ofSeconds(15)).until(() -> !call(CompletableFuture.completedFuture(ANSWER)).isCompletedExceptionally());
        assertThat(call(CompletableFuture.completedFuture(ANSWER))).isCompletedWithValue(ANSWER);
    }

    @Test
    void fewFailuresAmongAnswersOpenNothing() {
        for (int i = 0; i < 100; i++) {
            call(i % 2 == 0 ? nobody() : CompletableFuture.completedFuture(ANSWER));
        }
        assertThat(sent).hasValue(100);
    }

    @Test
    void fiveThousandMayWaitTogetherAndHoldNoThreadEach() {
        var before = Thread.activeCount();
        var outcome = new CompletableFuture<BoundedReply>();
        var calls = Stream.generate(() -> call(outcome)).limit(5_000).toList();
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        assertThat(Thread.activeCount() - before).isLessThan(20);
        assertThat(call(outcome)).as("one more waits for its turn").isNotDone();
        assertThat(call(outcome)).failsWithin(Duration.ofSeconds(1)).withThrowableThat().withCauseInstanceOf(BulkheadException.class);
        outcome.complete(ANSWER);
        assertThat(calls).allMatch(CompletableFuture::isDone);
    }
}
