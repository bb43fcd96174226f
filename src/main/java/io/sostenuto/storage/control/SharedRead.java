package io.sostenuto.storage.control;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One read of the database for all callers who wait for the same kind of answer. It begins after they have called, so that
 * what they hear is never older than their call. The busier the node, the more callers share one read.
 */
public final class SharedRead<K, V> {

    /** A caller waits so long on his own thread, which is cheaper than to be called back; then the thread goes on. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final class Round<K, V> {
        private final Set<K> keys = new HashSet<>();
        /** For those who do not wait: what follows is done on the thread that completes it. */
        private final CompletableFuture<Map<K, V>> found = new CompletableFuture<>();
        private final CompletableFuture<Map<K, V>> told = new CompletableFuture<>();
        private final CountDownLatch over = new CountDownLatch(1);

        void end(Map<K, V> answer, Throwable failure) {
            end(told, answer, failure);
            over.countDown();
            end(found, answer, failure);
        }

        private static <T> void end(CompletableFuture<T> future, T answer, Throwable failure) {
            if (failure == null) {
                future.complete(answer);
            } else {
                future.completeExceptionally(failure);
            }
        }

        /**
         * Not by the future's own wait: whoever waits so does the work of others when it is over, on a request's thread
         * that of other requests, and their end took the thread's request scope away (seen with Weld on Payara Micro).
         *
         * @return whether it is over
         */
        boolean await(long millis) {
            try {
                return over.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private final DatabaseGate storage;
    private final Function<Set<K>, Map<K, V>> question;
    private final long patienceMillis;
    private Round<K, V> next = new Round<>();
    private boolean asking;

    /** @param question finds what there is for these keys, in one question */
    public SharedRead(DatabaseGate storage, Function<Set<K>, Map<K, V>> question) {
        this(storage, question, PATIENCE);
    }

    /** @param patience of a caller's own thread */
    SharedRead(DatabaseGate storage, Function<Set<K>, Map<K, V>> question, Duration patience) {
        this.storage = storage;
        this.question = question;
        this.patienceMillis = patience.toMillis();
    }

    /** @return what there is for this key; it fails as {@link DatabaseGate#ask} does */
    public CompletableFuture<Optional<V>> ask(K key) {
        var round = enter(key);
        var waited = storage.state() == DatabaseGate.State.PRESENT && round.await(patienceMillis);
        return (waited ? round.told : round.found).thenApply(found -> Optional.ofNullable(found.get(key)));
    }

    /** @return as {@link #ask}, without waiting for it on the caller's thread */
    public CompletableFuture<Optional<V>> join(K key) {
        return enter(key).found.thenApply(found -> Optional.ofNullable(found.get(key)));
    }

    private Round<K, V> enter(K key) {
        Round<K, V> mine;
        boolean first;
        synchronized (this) {
            mine = next;
            mine.keys.add(key);
            first = !asking;
            asking = true;
        }
        if (first) {
            begin();
        }
        return mine;
    }

    private void begin() {
        var turn = new Turn();
        asked(turn).whenComplete((found, failure) -> {
            try {
                turn.round().end(found, failure);
            } finally {
                if (goesOn()) {
                    begin();
                }
            }
        });
    }

    private CompletionStage<Map<K, V>> asked(Turn turn) {
        try {
            return storage.ask(() -> question.apply(turn.round().keys));
        } catch (RuntimeException | Error notAsked) {
            return CompletableFuture.failedFuture(notAsked);
        }
    }

    private synchronized boolean goesOn() {
        asking = !next.keys.isEmpty();
        return asking;
    }

    /** Closes a round when its question is asked, or when it is known that it will not be. */
    private final class Turn {
        private Round<K, V> taken;

        Round<K, V> round() {
            synchronized (SharedRead.this) {
                if (taken == null) {
                    taken = next;
                    next = new Round<>();
                }
                return taken;
            }
        }
    }
}
