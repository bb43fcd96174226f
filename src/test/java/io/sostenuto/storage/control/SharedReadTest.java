package io.sostenuto.storage.control;

import io.sostenuto.Unchecked;
import io.sostenuto.storage.entity.StorageUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SharedReadTest {

    /** What waits for the database, which the test lets go on. */
    private final Queue<Runnable> database = new ArrayDeque<>();
    private final List<Set<String>> questions = new ArrayList<>();
    private boolean away;

    private final SharedRead<String, String> together = new SharedRead<>(new DatabaseGate() {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            var answer = new CompletableFuture<T>();
            database.add(() -> {
                if (away) {
                    answer.completeExceptionally(new StorageUnavailable("away", null));
                } else {
                    answer.complete(work.get());
                }
            });
            return answer;
        }
    }, keys -> {
        questions.add(Set.copyOf(keys));
        return keys.stream().filter(key -> !key.equals("nobody")).collect(Collectors.toMap(Function.identity(), key -> "row of " + key));
    });

    @Test
    void whoComesWhileAQuestionWaitsForItsTurnSharesIt() {
        var first = together.ask("a");
        var second = together.ask("b");
        var third = together.ask("nobody");
        database.remove().run();
        assertThat(questions).containsExactly(Set.of("a", "b", "nobody"));
        assertThat(first.join()).contains("row of a");
        assertThat(second.join()).contains("row of b");
        assertThat(third.join()).isEmpty();
        assertThat(database).as("nobody else has come").isEmpty();
    }

    /** Else a logout that was answered before the call might not be seen. */
    @Test
    void whoComesAfterAQuestionWasAskedIsToldByTheNextOne() {
        var during = new ArrayList<CompletableFuture<Optional<String>>>();
        var asking = new ArrayList<SharedRead<String, String>>();
        asking.add(new SharedRead<>(new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                var answer = new CompletableFuture<T>();
                database.add(() -> answer.complete(work.get()));
                return answer;
            }
        }, keys -> {
            questions.add(Set.copyOf(keys));
            if (questions.size() == 1) {
                during.add(asking.get(0).ask("late"));
            }
            return Map.of("early", "1", "late", "2");
        }));
        var early = asking.get(0).ask("early");
        database.remove().run();
        assertThat(early.join()).contains("1");
        assertThat(during.get(0)).as("its question was not asked yet").isNotDone();
        database.remove().run();
        assertThat(during.get(0).join()).contains("2");
        assertThat(questions).containsExactly(Set.of("early"), Set.of("late"));
    }

    @Test
    void aDatabaseThatIsAwayFailsThoseWhoWaitAndNobodyAfterThem() {
        var lost = together.ask("a");
        away = true;
        database.remove().run();
        assertThat(lost).isCompletedExceptionally();
        away = false;
        var next = together.ask("a");
        database.remove().run();
        assertThat(next.join()).contains("row of a");
        assertThat(questions).containsExactly(Set.of("a"));
    }

    @Test
    void oneErrorIsNotTheEndOfAllQuestions() {
        for (var failure : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
                new RejectedExecutionException("the node ends")}) {
            var fails = new AtomicBoolean(true);
            var asked = new SharedRead<String, String>(new DatabaseGate() {
                @Override
                public <T> CompletionStage<T> ask(Supplier<T> work) {
                    if (fails.getAndSet(false)) {
                        throw Unchecked.of(failure);
                    }
                    return CompletableFuture.completedFuture(work.get());
                }
            }, keys -> Map.of("a", "row"));
            assertThatThrownBy(asked.ask("a")::join).hasRootCause(failure);
            assertThat(asked.ask("a").join()).contains("row");
        }
    }

    /** A database that is asked when the test lets it, and is seen as the test says. */
    private SharedRead<String, String> asked(AtomicReference<DatabaseGate.State> state, Duration patience) {
        return new SharedRead<>(new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                var answer = new CompletableFuture<T>();
                database.add(() -> answer.complete(work.get()));
                return answer;
            }

            @Override
            public State state() {
                return state.get();
            }
        }, keys -> Map.of("a", "row"), patience);
    }

    @Test
    void whoHasWaitedForLongGivesHisThreadBackAndIsToldAllTheSame() {
        var heard = asked(new AtomicReference<>(DatabaseGate.State.PRESENT), Duration.ZERO).ask("a");
        assertThat(heard).isNotDone();
        database.remove().run();
        assertThat(heard).isCompletedWithValue(Optional.of("row"));
    }

    /** On a request's thread that would be the end of another request, and of the thread's request scope with it. */
    @Test
    @Timeout(60)
    void whoWaitsDoesNothingOfOthers() throws InterruptedException {
        var state = new AtomicReference<>(DatabaseGate.State.AWAY);
        var busy = asked(state, Duration.ofSeconds(30));
        var workers = ConcurrentHashMap.<Thread>newKeySet();
        for (var other = 0; other < 200; other++) {
            busy.ask("a").thenAccept(row -> {
                workers.add(Thread.currentThread());
                Thread.yield();
            });
        }
        state.set(DatabaseGate.State.PRESENT);
        var heard = new AtomicReference<Optional<String>>();
        var waiting = new Thread(() -> heard.set(busy.ask("a").join()));
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        database.remove().run();
        waiting.join();
        assertThat(heard.get()).contains("row");
        assertThat(workers).containsExactly(Thread.currentThread());
    }
}
