package io.sostenuto.accounts.limits;

import io.sostenuto.FakeClocks;
import io.sostenuto.accounts.control.SpotifyOutage;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.storage.time.Alarms;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SpotifyGuardTest {

    private static final BoundedReply ANSWER = new BoundedReply(200, Optional.empty(), "{}");

    private SpotifyGuard guard = SpotifyGuard.ofRefreshes();
    private final AtomicInteger sent = new AtomicInteger();

    private CompletableFuture<BoundedReply> call(CompletableFuture<BoundedReply> outcome) {
        return guard.call(() -> {
            sent.incrementAndGet();
            return outcome;
        }).toCompletableFuture();
    }

    private static CompletableFuture<BoundedReply> nobody() {
        return CompletableFuture.failedFuture(new SpotifyOutage("HTTP 503", null));
    }

    private void assertOpen() {
        assertThat(call(CompletableFuture.completedFuture(ANSWER))).failsWithin(Duration.ZERO)
                .withThrowableThat().withCauseInstanceOf(CircuitBreakerOpenException.class);
    }

    @Test
    void whereMostCallsFindNobodyOneEveryTenSecondsFindsOutWhetherThatIsOver() {
        var timer = new Alarms(new FakeClocks());
        guard = new SpotifyGuard(5_000, new MovedTime(timer).guard(SpotifyGuard.CALL));
        for (int i = 0; i < 20; i++) {
            assertThat(call(nobody())).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(SpotifyOutage.class);
        }
        assertOpen();
        timer.pass(Duration.ofSeconds(10).minusMillis(1));
        assertOpen();
        assertThat(sent).hasValue(20);

        timer.pass(Duration.ofMillis(1));
        var probe = new CompletableFuture<BoundedReply>();
        var probing = call(probe);
        assertThat(sent).as("the probe").hasValue(21);
        assertOpen();
        probe.completeExceptionally(new SpotifyOutage("HTTP 503", null));
        assertThat(probing).isCompletedExceptionally();
        assertOpen();
        timer.pass(Duration.ofSeconds(10).minusMillis(1));
        assertOpen();
        assertThat(sent).as("one at a time").hasValue(21);

        timer.pass(Duration.ofMillis(1));
        assertThat(call(CompletableFuture.completedFuture(ANSWER))).isCompletedWithValue(ANSWER);
        assertThat(call(CompletableFuture.completedFuture(ANSWER))).as("it is over").isCompletedWithValue(ANSWER);
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
        assertThat(call(outcome)).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(BulkheadException.class);
        outcome.complete(ANSWER);
        assertThat(calls).allMatch(CompletableFuture::isDone);
    }
}
