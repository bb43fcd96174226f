package io.sostenuto.storage.control;

import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.entity.Causes;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The one way to the database: on threads that may wait for it, and answered within the storage deadline. What fails
 * puts the database in doubt; whether it is away is {@link DatabaseState}'s to say.
 */
@ApplicationScoped
public class DatabaseGate {

    /** How many deadlines long a question waits for its turn while others are answered. */
    private static final int TURNS = 3;

    /** How the database is seen from here. */
    public enum State {
        NOT_REACHED, PRESENT, AWAY
    }

    private final Threads threads;
    private final long deadlineMillis;
    private final LongSupplier nanos;
    private final DatabaseState databaseState;
    private volatile long lastAnswer;

    @Inject
    public DatabaseGate(Threads threads, Settings settings, DatabaseState databaseState) {
        this(threads, settings, databaseState, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    DatabaseGate(Threads threads, Settings settings, DatabaseState databaseState, LongSupplier nanos) {
        this.threads = threads;
        this.databaseState = databaseState;
        this.deadlineMillis = settings.storageDeadline().toMillis();
        this.nanos = nanos;
        this.lastAnswer = nanos.getAsLong();
    }

    protected DatabaseGate() {
        this.threads = null;
        this.databaseState = new DatabaseState();
        this.deadlineMillis = 0;
        this.nanos = null;
    }

    /** The schema is in place: from now on the database is asked. */
    public void open() {
        databaseState.reached();
    }

    public State state() {
        return databaseState.state();
    }

    /**
     * @param work what to ask; once begun it may come to its end after the deadline
     * @return its result, or {@link StorageUnavailable} where the database failed or did not answer in time. Where only
     * its turn does not come, because many ask and are answered, it waits some deadlines long
     */
    public <T> CompletionStage<T> ask(Supplier<T> work) {
        return ask(work, late -> { });
    }

    /**
     * The same.
     *
     * @param late is given what the work has brought after its question was given up, on a thread that may wait
     */
    public <T> CompletionStage<T> ask(Supplier<T> work, Consumer<T> late) {
        if (state() == State.NOT_REACHED) {
            return CompletableFuture.failedFuture(new StorageUnavailable("the database was not reached yet", null));
        }
        var question = new Question<>(late);
        try {
            watch(question, TURNS);
            threads.storage().execute(() -> question.run(work));
        } catch (RuntimeException | Error notAsked) { // a node that ends
            question.answer.completeExceptionally(new StorageUnavailable("nobody can ask the database", notAsked));
        }
        return question.answer
                .whenComplete((result, failure) -> note(failure))
                .exceptionallyComposeAsync(failure -> CompletableFuture.failedFuture(
                        isDatabase(failure) ? unavailable(failure) : failure), threads.answers());
    }

    private void watch(Question<?> question, int turns) {
        var alarm = threads.timer().schedule(() -> {
            if (turns == 1 || !answersOthers() || question.waitsFor(deadlineMillis / 2)) {
                question.answer.completeExceptionally(new TimeoutException("no answer in time"));
            } else {
                watch(question, turns - 1);
            }
        }, deadlineMillis, TimeUnit.MILLISECONDS);
        question.answer.whenComplete((result, failure) -> alarm.cancel(false));
    }

    private boolean answersOthers() {
        return nanos.getAsLong() - lastAnswer < TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    }

    /** Asked at most once, and not any more where nobody waits for the answer. */
    private final class Question<T> {
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final Consumer<T> late;
        private volatile long begun = Long.MAX_VALUE;

        Question(Consumer<T> late) {
            this.late = late;
        }

        /** @return whether the database has had this question for so long */
        boolean waitsFor(long millis) {
            return begun != Long.MAX_VALUE && nanos.getAsLong() - begun > TimeUnit.MILLISECONDS.toNanos(millis);
        }

        void run(Supplier<T> work) {
            begun = nanos.getAsLong();
            if (answer.isDone()) {
                return;
            }
            try {
                var result = work.get();
                if (!answer.complete(result)) {
                    late.accept(result);
                }
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            }
        }
    }

    /**
     * Work that nobody waits for and that may take long, like a count over all rows: how long it takes says nothing
     * about whether the database is there.
     */
    public <T> CompletionStage<T> inBackground(Supplier<T> work) {
        return state() == State.PRESENT ? CompletableFuture.supplyAsync(work, threads.storage())
                : CompletableFuture.failedFuture(new StorageUnavailable("the database is away", null));
    }

    private void note(Throwable failure) {
        if (failure == null) {
            lastAnswer = nanos.getAsLong();
        } else if (isDatabase(failure) && Trouble.of(failure) == Trouble.IN_DOUBT) {
            databaseState.doubt();
        }
    }

    /** A defect of ours is not taken for a database that is away. */
    private static boolean isDatabase(Throwable failure) {
        return Causes.of(failure).anyMatch(cause -> cause instanceof SQLException || cause instanceof PersistenceException
                || cause instanceof TimeoutException);
    }

    private static StorageUnavailable unavailable(Throwable failure) {
        return new StorageUnavailable("the database did not answer: " + Causes.root(failure).getClass().getSimpleName(),
                failure);
    }
}
