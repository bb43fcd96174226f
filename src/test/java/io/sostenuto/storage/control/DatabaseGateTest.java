package io.sostenuto.storage.control;

import io.sostenuto.settings.entity.SettingsReader;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One thread asks the database, so that a question has to wait for the one before it. */
class DatabaseGateTest {

    private static final Duration DEADLINE = Duration.ofMillis(400);

    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private Throwable refuses;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DatabaseState databaseState = new DatabaseState();
    private final DatabaseGate storage = new DatabaseGate(new Threads() {
        @Override
        public Executor storage() {
            return task -> {
                var once = refuses;
                refuses = null;
                if (once instanceof Error error) {
                    throw error;
                } else if (once != null) {
                    throw (RuntimeException) once;
                }
                one.execute(task);
            };
        }

        @Override
        public Executor answers() {
            return Runnable::run;
        }

        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }
    }, new SettingsReader(key -> Optional.ofNullable(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret",
            "sostenuto.data-dir", System.getProperty("java.io.tmpdir"),
            "sostenuto.storage-deadline", DEADLINE.toString()).get(key))).read(), databaseState);

    @BeforeEach
    void open() {
        storage.open();
    }

    @AfterEach
    void stop() {
        one.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void aQuestionThatNobodyCanAskFailsAndTheNextIsAsked() {
        for (var failure : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
                new RejectedExecutionException("the node ends")}) {
            refuses = failure;
            assertThat(storage.ask(() -> 1).toCompletableFuture()).failsWithin(DEADLINE)
                    .withThrowableThat().withCauseInstanceOf(StorageUnavailable.class);
            assertThat(storage.ask(() -> 2).toCompletableFuture()).succeedsWithin(DEADLINE).isEqualTo(2);
            assertThat(databaseState.isOpen()).as("the database is to blame").isFalse();
        }
    }

    @Test
    void whoseTurnDoesNotComeWaitsWhileOthersAreAnswered() {
        for (var slow = 0; slow < 6; slow++) {
            storage.ask(() -> answerAfter(DEADLINE.dividedBy(4)));
        }
        var last = storage.ask(() -> "answer").toCompletableFuture();
        await().atMost(DEADLINE.multipliedBy(5)).until(last::isDone);
        assertThat(last.join()).as("after one and a half deadlines").isEqualTo("answer");
    }

    @Test
    void aDatabaseThatAnswersNobodyIsInDoubtAfterTheDeadline() {
        var frozen = new CountDownLatch(1);
        var first = storage.ask(() -> waitFor(frozen)).toCompletableFuture();
        var second = storage.ask(() -> "never asked").toCompletableFuture();
        await().atMost(DEADLINE.multipliedBy(3)).until(() -> first.isDone() && second.isDone());
        assertThat(first).as("asked").isCompletedExceptionally();
        assertThat(second).as("waiting for its turn").isCompletedExceptionally();
        assertThat(second.handle((answer, failure) -> StorageUnavailable.isCauseOf(failure)).join()).isTrue();
        assertThat(databaseState.isOpen()).isTrue();
        assertThat(storage.state()).as("a write decides").isEqualTo(DatabaseGate.State.PRESENT);
        frozen.countDown();
    }

    @Test
    void whatTheDatabaseSaysOfOneStatementPutsItInNoDoubt() {
        for (var state : new String[]{"22021", "23505", "40001", "40P01", "55P03", "53300"}) {
            assertThat(storage.ask(() -> failing(state)).toCompletableFuture()).failsWithin(DEADLINE)
                    .withThrowableThat().withCauseInstanceOf(StorageUnavailable.class);
            assertThat(databaseState.isOpen()).as(state).isFalse();
        }
        for (var state : new String[]{"08006", "25006", "57P01", "57014", null}) {
            assertThat(storage.ask(() -> failing(state)).toCompletableFuture()).failsWithin(DEADLINE);
            assertThat(databaseState.isOpen()).as(state).isTrue();
            databaseState.wrote();
        }
    }

    private static String failing(String state) {
        throw new PersistenceException(new SQLException("no", new SQLException("no", state)));
    }

    @Test
    void whatComesAfterItWasGivenUpIsHandedOver() {
        var late = new ArrayBlockingQueue<String>(1);
        var given = storage.ask(() -> answerAfter(DEADLINE.multipliedBy(2)), late::add).toCompletableFuture();
        await().atMost(DEADLINE.multipliedBy(5)).until(() -> !late.isEmpty());
        assertThat(given).isCompletedExceptionally();
        assertThat(late.poll()).isEqualTo("late");
    }

    private static String answerAfter(Duration time) {
        await().pollDelay(time).atMost(time.multipliedBy(4)).until(() -> true);
        return "late";
    }

    private static String waitFor(CountDownLatch frozen) {
        try {
            frozen.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return "thawed";
    }
}
