package io.sostenuto.storage.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Asks the database questions of one kind together: while it has some, those that come wait, and are the next ones.
 *
 * @param <Q> a question; two that are equal have the same answer
 * @param <A> its answer
 */
public final class Gathering<Q, A> {

    private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final int most;
    private final Function<List<Q>, CompletionStage<Map<Q, A>>> database;
    private final BooleanSupplier isAway;
    private final Executor goingOn;

    private record Waiting<Q, A>(Q question, CompletableFuture<Optional<A>> answer) {

        void told(Map<Q, A> answers, Throwable failure) {
            if (failure == null) {
                answer.complete(Optional.ofNullable(answers.get(question)));
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }

    /**
     * @param most     asked together
     * @param database answers them; a question without an answer may be missing
     * @param isAway   whether the database is: then nobody waits for his turn
     * @param goingOn  for those who have their answers: the next questions are asked when it has taken them
     */
    public Gathering(int most, Function<List<Q>, CompletionStage<Map<Q, A>>> database, BooleanSupplier isAway, Executor goingOn) {
        this.most = most;
        this.database = database;
        this.isAway = isAway;
        this.goingOn = goingOn;
    }

    /** @return the answer, where there is one; it fails where the questions that were asked together do */
    public CompletionStage<Optional<A>> ask(Q question) {
        var mine = new Waiting<>(question, new CompletableFuture<Optional<A>>());
        waiting.add(mine);
        next();
        return mine.answer;
    }

    private void next() {
        if (waiting.isEmpty() || !asking.compareAndSet(false, true)) {
            return;
        }
        var together = taken(most);
        answered(together.stream().map(Waiting::question).toList()).whenComplete((answers, failure) -> {
            tell(together, answers, failure);
            if (failure != null && isAway.getAsBoolean()) {
                tell(taken(Integer.MAX_VALUE), answers, failure);
            }
            asking.set(false);
            next();
        });
    }

    private CompletionStage<Map<Q, A>> answered(List<Q> questions) {
        try {
            return database.apply(questions);
        } catch (RejectedExecutionException ending) {
            return CompletableFuture.failedFuture(ending);
        }
    }

    private void tell(List<Waiting<Q, A>> together, Map<Q, A> answers, Throwable failure) {
        together.forEach(one -> {
            try {
                goingOn.execute(() -> one.told(answers, failure));
            } catch (RejectedExecutionException ending) {
                one.told(answers, failure);
            }
        });
    }

    private List<Waiting<Q, A>> taken(int number) {
        var taken = new ArrayList<Waiting<Q, A>>();
        while (taken.size() < number && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }
}
