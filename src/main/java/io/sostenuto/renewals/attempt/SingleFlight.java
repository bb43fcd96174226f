package io.sostenuto.renewals.attempt;

import io.sostenuto.grants.entity.SessionId;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One piece of work of a session at a time in this node: whoever comes meanwhile gets the same result. */
public final class SingleFlight<T> {

    /**
     * @param result for those who wait, who may be turned away before the work is over
     * @param over   when the work is, however it ended
     */
    private record Flight<T>(CompletableFuture<T> result, CompletableFuture<Void> over) {
    }

    private final Map<SessionId, Flight<T>> running = new ConcurrentHashMap<>();
    private volatile T insteadOfWaiting;

    public boolean isRunning(SessionId session) {
        return running.containsKey(session);
    }

    /** From now on nobody waits: who does, and who comes, gets this. The work under way goes on, and no other begins. */
    public void turnAway(T result) {
        insteadOfWaiting = result;
        running.values().forEach(flight -> flight.result().complete(result));
    }

    /** @return whether everything that was running is over within this time */
    public boolean awaitEnd(Duration atMost) {
        try {
            CompletableFuture.allOf(running.values().stream().map(Flight::over).toArray(CompletableFuture[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public CompletionStage<T> join(SessionId session, Supplier<CompletionStage<T>> work) {
        if (insteadOfWaiting != null) {
            return CompletableFuture.completedFuture(insteadOfWaiting);
        }
        var mine = new Flight<>(new CompletableFuture<T>(), new CompletableFuture<>());
        var theirs = running.putIfAbsent(session, mine);
        if (theirs != null) {
            return theirs.result();
        }
        if (insteadOfWaiting != null) {
            mine.result().complete(insteadOfWaiting);
        }
        try {
            work.get().whenComplete((result, failure) -> end(session, mine, result, failure));
        } catch (RuntimeException | Error failure) { // else this session would be under way for ever
            end(session, mine, null, failure);
        }
        return mine.result();
    }

    private void end(SessionId session, Flight<T> mine, T result, Throwable failure) {
        running.remove(session, mine);
        if (failure == null) {
            mine.result().complete(result);
        } else {
            mine.result().completeExceptionally(failure);
        }
        mine.over().complete(null);
    }
}
