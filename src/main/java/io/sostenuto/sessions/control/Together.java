package io.sostenuto.sessions.control;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One question to the database for all who wait for the same kind of answer. It is asked when those who are told by it
 * have come: what they hear is never older than their call. The busier the node, the more of them share one.
 */
final class Together<K, V> {

    /** A caller waits so long on his own thread, which is cheaper than to be called back; then the thread goes on. */
    private static final long WAIT_MILLIS = 250;

    private static final class Round<K, V> {
        private final Set<K> keys = new HashSet<>();
        private final CompletableFuture<Map<K, V>> found = new CompletableFuture<>();
    }

    private final Storage storage;
    private final Function<Set<K>, Map<K, V>> question;
    private Round<K, V> next = new Round<>();
    private boolean asking;

    /** @param question finds what there is for these keys, in one question */
    Together(Storage storage, Function<Set<K>, Map<K, V>> question) {
        this.storage = storage;
        this.question = question;
    }

    /** @return what there is for this key; it fails as {@link Storage#ask} does */
    CompletableFuture<Optional<V>> ask(K key) {
        var round = join(key);
        if (storage.state() == Storage.State.PRESENT) {
            await(round.found);
        }
        return round.found.thenApply(found -> Optional.ofNullable(found.get(key)));
    }

    private Round<K, V> join(K key) {
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
        storage.ask(() -> question.apply(turn.round().keys)).whenComplete((found, failure) -> {
            var round = turn.round();
            if (failure == null) {
                round.found.complete(found);
            } else {
                round.found.completeExceptionally(failure);
            }
            if (goesOn()) {
                begin();
            }
        });
    }

    private synchronized boolean goesOn() {
        asking = !next.keys.isEmpty();
        return asking;
    }

    /** Closes a round when its question is asked, or when it is known that it will not be. */
    private final class Turn {
        private Round<K, V> taken;

        Round<K, V> round() {
            synchronized (Together.this) {
                if (taken == null) {
                    taken = next;
                    next = new Round<>();
                }
                return taken;
            }
        }
    }

    private static void await(CompletableFuture<?> answer) {
        try {
            answer.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException later) {
            return; // the caller hears of it by the future
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
