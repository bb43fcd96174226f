package io.sostenuto.renewals.attempt;

import io.sostenuto.Unchecked;
import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SingleFlightTest {

    private final SingleFlight<String> flights = new SingleFlight<>();
    private final SessionId session = SessionId.random();

    static Stream<Throwable> failures() {
        return Stream.of(new OutOfMemoryError("unable to create native thread"), new RejectedExecutionException("the node ends"),
                new NullPointerException());
    }

    @Test
    void whoComesMeanwhileGetsTheSameResult() {
        var work = new CompletableFuture<String>();
        var first = flights.join(session, () -> work);
        var second = flights.join(session, () -> CompletableFuture.completedFuture("another"));
        work.complete("one");
        assertThat(first.toCompletableFuture().join()).isEqualTo("one");
        assertThat(second.toCompletableFuture().join()).isEqualTo("one");
        assertThat(flights.isRunning(session)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void workThatCannotBeginIsNotUnderWayForEver(Throwable failure) {
        var failed = flights.join(session, () -> {
            throw Unchecked.of(failure);
        }).toCompletableFuture();
        assertThatThrownBy(failed::join).hasRootCause(failure);
        assertThat(flights.isRunning(session)).isFalse();
        assertThat(flights.join(session, () -> CompletableFuture.completedFuture("next")).toCompletableFuture().join()).isEqualTo("next");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void workThatFailsLaterIsNotUnderWayForEver(Throwable failure) {
        var work = new CompletableFuture<String>();
        var failed = flights.join(session, () -> work).toCompletableFuture();
        work.completeExceptionally(failure);
        assertThatThrownBy(failed::join).hasRootCause(failure);
        assertThat(flights.isRunning(session)).isFalse();
    }

    @Test
    void workThatIsNoneIsNotUnderWayForEver() {
        assertThat(flights.join(session, () -> null).toCompletableFuture()).isCompletedExceptionally();
        assertThat(flights.isRunning(session)).isFalse();
    }
}
