package io.sostenuto.storage.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.Unchecked;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Alarms;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** One thread asks the database, so that a question has to wait for the one before it. */
class DatabaseGateTest {

    private static final Duration DEADLINE = Duration.ofMillis(400);

    private final FakeClocks clocks = new FakeClocks();
    private final Alarms timer = new Alarms(clocks);
    /** What the one thread has to do yet. */
    private final Queue<Runnable> one = new ArrayDeque<>();
    private Throwable refuses;
    private final DatabaseState databaseState = new DatabaseState(clocks.monotonic);
    private final DatabaseGate storage = new DatabaseGate(new Threads() {
        @Override
        public Executor storage() {
            return task -> {
                var once = refuses;
                refuses = null;
                if (once != null) {
                    throw Unchecked.of(once);
                }
                one.add(task);
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
            "sostenuto.storage-deadline", DEADLINE.toString()).get(key)), Stream::empty).read(), databaseState, clocks.monotonic);

    @BeforeEach
    void open() {
        storage.open();
    }

    private <T> CompletableFuture<T> ask(Supplier<T> work) {
        return storage.ask(work).toCompletableFuture();
    }

    private String answerAfter(Duration time) {
        timer.pass(time);
        return "answer";
    }

    private void answerNext() {
        one.remove().run();
    }

    private static void assertUnavailable(CompletableFuture<?> asked, String why) {
        assertThat(asked).as(why).isCompletedExceptionally();
        assertThat(asked.handle((answer, failure) -> StorageUnavailable.isCauseOf(failure)).join()).as(why).isTrue();
    }

    @Test
    void aQuestionThatNobodyCanAskFailsAndTheNextIsAsked() {
        for (var failure : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
                new RejectedExecutionException("the node ends")}) {
            refuses = failure;
            assertUnavailable(ask(() -> 1), failure.toString());
            var next = ask(() -> 2);
            answerNext();
            assertThat(next).isCompletedWithValue(2);
            assertThat(databaseState.isOpen()).as("the database is to blame").isFalse();
        }
    }

    @Test
    void anAnswerLeavesNoAlarmBehind() {
        ask(() -> "answer");
        assertThat(timer.waiting()).isEqualTo(1);
        answerNext();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void whoseTurnDoesNotComeWaitsWhileOthersAreAnswered() {
        for (var slow = 0; slow < 6; slow++) {
            ask(() -> answerAfter(DEADLINE.dividedBy(4)));
        }
        var last = ask(() -> "answer");
        for (var slow = 0; slow < 6; slow++) {
            answerNext();
            assertThat(last).isNotDone();
        }
        answerNext();
        assertThat(last).as("after one and a half deadlines").isCompletedWithValue("answer");
    }

    @Test
    void whoseTurnDoesNotComeForThreeDeadlinesIsGivenUp() {
        for (var slow = 0; slow < 12; slow++) {
            ask(() -> answerAfter(DEADLINE.dividedBy(4)));
        }
        var last = ask(() -> "answer");
        for (var slow = 0; slow < 11; slow++) {
            answerNext();
            assertThat(last).isNotDone();
        }
        answerNext();
        assertUnavailable(last, "after three deadlines");
    }

    @Test
    void aQuestionThatTheDatabaseHasHadForLongIsGivenUpAtTheDeadlineAlthoughOthersAreAnswered() {
        var quick = ask(() -> answerAfter(DEADLINE.dividedBy(4)));
        var begunEarly = new AtomicReference<CompletableFuture<String>>();
        begunEarly.set(ask(() -> {
            timer.pass(DEADLINE.multipliedBy(3).dividedBy(4).minusMillis(1));
            assertThat(begunEarly.get()).isNotDone();
            timer.pass(Duration.ofMillis(1));
            assertUnavailable(begunEarly.get(), "at its deadline");
            return "late";
        }));
        answerNext();
        answerNext();
        assertThat(quick).isCompletedWithValue("answer");
        assertThat(begunEarly.get()).isCompletedExceptionally();
    }

    @Test
    void aDatabaseThatAnswersNobodyIsInDoubtAfterTheDeadline() {
        var all = new ArrayList<CompletableFuture<String>>();
        all.add(ask(() -> {
            timer.pass(DEADLINE);
            assertUnavailable(all.get(0), "asked");
            assertUnavailable(all.get(1), "waiting for its turn");
            assertThat(databaseState.isOpen()).isTrue();
            assertThat(storage.state()).as("a write decides").isEqualTo(DatabaseGate.State.PRESENT);
            return "thawed";
        }));
        all.add(ask(() -> {
            throw new AssertionError("asked, although nobody waits for the answer");
        }));
        answerNext();
        assertThat(all.get(0)).isCompletedExceptionally();
        answerNext();
    }

    @Test
    void whatTheDatabaseSaysOfOneStatementPutsItInNoDoubt() {
        for (var state : new String[]{"22021", "23505", "40001", "40P01", "55P03", "53300"}) {
            var failed = ask(() -> failing(state));
            answerNext();
            assertUnavailable(failed, state);
            assertThat(databaseState.isOpen()).as(state).isFalse();
        }
        for (var state : new String[]{"08006", "25006", "57P01", "57014", null}) {
            var failed = ask(() -> failing(state));
            answerNext();
            assertUnavailable(failed, state);
            assertThat(databaseState.isOpen()).as(state).isTrue();
            databaseState.wrote();
        }
    }

    private static String failing(String state) {
        throw new PersistenceException(new SQLException("no", new SQLException("no", state)));
    }

    @Test
    void aDefectOfOursPutsTheDatabaseInNoDoubt() {
        var failed = ask(() -> {
            throw new IllegalStateException("a defect");
        });
        answerNext();
        assertThat(failed).isCompletedExceptionally();
        assertThat(failed.handle((answer, failure) -> StorageUnavailable.isCauseOf(failure)).join()).isFalse();
        assertThat(databaseState.isOpen()).isFalse();
    }

    @Test
    void whatComesAfterItWasGivenUpIsHandedOver() {
        var late = new ArrayList<String>();
        var given = storage.ask(() -> answerAfter(DEADLINE.multipliedBy(2)), late::add).toCompletableFuture();
        answerNext();
        assertUnavailable(given, "at the deadline");
        assertThat(late).containsExactly("answer");
    }
}
