package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.SessionId;

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
final class SingleFlight<T> {

    private final Map<SessionId, CompletableFuture<T>> running = new ConcurrentHashMap<>();

    boolean isRunning(SessionId session) {
        return running.containsKey(session);
    }

    /** @return whether everything that was running is over within this time */
    boolean awaitEnd(Duration atMost) {
        try {
            CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    CompletionStage<T> join(SessionId session, Supplier<CompletionStage<T>> work) {
        var mine = new CompletableFuture<T>();
        var theirs = running.putIfAbsent(session, mine);
        if (theirs != null) {
            return theirs;
        }
        begin(work).whenComplete((result, failure) -> {
            running.remove(session, mine);
            if (failure == null) {
                mine.complete(result);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }
}
