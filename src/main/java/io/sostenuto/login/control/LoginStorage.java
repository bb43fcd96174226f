package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way of logins to the database: few at a time, so that a crowd of them, or of strangers, never has more than a quarter
 * of the threads that renewals need, too. The others wait in line, so many and so long; beyond that the database counts as
 * away for them.
 */
@ApplicationSingleton
public class LoginStorage {

    static final int AT_A_TIME = 6;
    static final int IN_LINE = 2_000;
    /** So many storage deadlines long. */
    private static final int PATIENCE = 3;

    private final DatabaseGate storage;
    private final Threads threads;
    private final Duration patience;
    private final Deque<Turn<?>> line = new ArrayDeque<>();
    private int busy;

    @Inject
    public LoginStorage(DatabaseGate storage, Threads threads, Settings settings) {
        this.storage = storage;
        this.threads = threads;
        this.patience = settings.storageDeadline().multipliedBy(PATIENCE);
    }

    /** As {@link DatabaseGate#ask}, when its turn has come. */
    public <T> CompletionStage<T> ask(Supplier<T> work) {
        return inTurn(() -> storage.ask(work));
    }

    /**
     * Begins when its turn has come.
     *
     * @param work asks the database, and comes to an end in bounded time
     */
    public <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> work) {
        var turn = new Turn<>(work);
        synchronized (this) {
            if (busy < AT_A_TIME) {
                busy++;
            } else if (line.size() < IN_LINE) {
                line.add(turn);
                endPatience(turn);
                return turn.result;
            } else {
                return CompletableFuture.failedFuture(away());
            }
        }
        begin(turn);
        return turn.result;
    }

    private record Turn<T>(Supplier<CompletionStage<T>> work, CompletableFuture<T> result) {
        Turn(Supplier<CompletionStage<T>> work) {
            this(work, new CompletableFuture<>());
        }

        /** @return when it is over; whatever the work throws, that comes */
        CompletionStage<T> run() {
            try {
                return work.get();
            } catch (RuntimeException | Error failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }
    }

    private void endPatience(Turn<?> turn) {
        var alarm = threads.timer().schedule(() -> threads.answers().execute(() -> turn.result.completeExceptionally(away())),
                patience.toMillis(), TimeUnit.MILLISECONDS);
        turn.result.whenComplete((answer, failure) -> alarm.cancel(false));
    }

    private static StorageUnavailable away() {
        return new StorageUnavailable("too many logins wait for the database", null);
    }

    private <T> void begin(Turn<T> turn) {
        if (turn.result.isDone()) {
            next();
            return;
        }
        turn.run().whenComplete((answer, failure) -> {
            next();
            if (failure == null) {
                turn.result.complete(answer);
            } else {
                turn.result.completeExceptionally(failure);
            }
        });
    }

    /** The next one begins on a thread of its own accord: a thousand that fail at once are no stack of a thousand. */
    private void next() {
        Turn<?> turn;
        synchronized (this) {
            turn = line.poll();
            if (turn == null) {
                busy--;
                return;
            }
        }
        try {
            threads.answers().execute(() -> begin(turn));
        } catch (RejectedExecutionException ending) {
            turn.result.completeExceptionally(away());
            next();
        }
    }
}
