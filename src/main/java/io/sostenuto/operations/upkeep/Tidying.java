package io.sostenuto.operations.upkeep;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.store.GrantTidying;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.NodeTurn;
import io.sostenuto.storage.threads.Threads;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Clears away what is over: one node at a time, in small batches, with a rest after each, because requests come first. */
@ApplicationSingleton
public class Tidying {

    /** From the end of one turn to the next; and how long a turn is one node's. */
    static final Duration TURN = Duration.ofMinutes(1);
    private static final int ROWS_A_BATCH = 500;
    /** So many times what the batch took: a tenth of one connection's work, however fast the machine is. */
    private static final int RESTS = 9;
    /** No batch begins later, so that the last one ends within the turn. */
    private static final Duration BATCHES_BEGIN_WITHIN = TURN.minusSeconds(10);

    private final DatabaseGate storage;
    private final Threads threads;
    private final NodeTurn turn;
    private final GrantTidying grants;
    private final LongSupplier nanos;

    @Inject
    public Tidying(DatabaseGate storage, Threads threads, NodeTurn turn, GrantTidying grants) {
        this(storage, threads, turn, grants, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    Tidying(DatabaseGate storage, Threads threads, NodeTurn turn, GrantTidying grants, LongSupplier nanos) {
        this.storage = storage;
        this.threads = threads;
        this.turn = turn;
        this.grants = grants;
        this.nanos = nanos;
    }

    /** @return at the end of the turn, how many rows its last batch cleared; zero when nothing is left for this node */
    CompletionStage<Integer> turn() {
        var begun = nanos.getAsLong();
        return storage.inBackground(() -> turn.take(NodeTurn.Work.TIDY, TURN))
                .thenCompose(mine -> mine ? batches(begun) : CompletableFuture.completedFuture(0));
    }

    private CompletionStage<Integer> batches(long turnBegun) {
        var begun = nanos.getAsLong();
        return storage.inBackground(() -> grants.tidy(ROWS_A_BATCH)).thenCompose(rows -> {
            var rest = since(begun).multipliedBy(RESTS);
            return rows == 0 || since(turnBegun).plus(rest).compareTo(BATCHES_BEGIN_WITHIN) > 0
                    ? CompletableFuture.completedFuture(rows)
                    : threads.later(rest, rows).thenCompose(rested -> batches(turnBegun));
        });
    }

    private Duration since(long begun) {
        return Duration.ofNanos(nanos.getAsLong() - begun);
    }
}
