package io.sostenuto.grants.lease;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes leases, some of those that are wanted by one statement, and no more before those who have theirs have gone on:
 * when thousands of sessions are due at once, no more are leased than can be presented, and the deadline of a call is
 * not spent on waiting in a queue of this node.
 */
@ApplicationSingleton
public class LeaseQueue {

    private static final int AT_ONCE = 32;

    private final Queue<Wanted> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final DatabaseGate storage;
    private final LeaseStore leases;

    private record Wanted(LeaseRequest request, CompletableFuture<Optional<Lease>> lease) {

        void told(Map<LeaseRequest, Lease> taken, Throwable failure) {
            if (failure == null) {
                lease.complete(Optional.ofNullable(taken.get(request)));
            } else {
                lease.completeExceptionally(failure);
            }
        }
    }

    @Inject
    public LeaseQueue(DatabaseGate storage, LeaseStore leases) {
        this.storage = storage;
        this.leases = leases;
    }

    /**
     * @return the lease; empty where the row has changed, somebody holds it or is about to change it, or another attempt
     * holds the lease; it fails as {@link DatabaseGate#ask} does. What follows is done on the thread that took it, and must not wait
     */
    public CompletionStage<Optional<Lease>> take(LeaseRequest request) {
        var wanted = new Wanted(request, new CompletableFuture<>());
        waiting.add(wanted);
        goOn();
        return wanted.lease;
    }

    private void goOn() {
        if (waiting.isEmpty() || !asking.compareAndSet(false, true)) {
            return;
        }
        var next = next(AT_ONCE);
        ask(next.stream().map(Wanted::request).toList()).whenComplete((taken, failure) -> {
            next.forEach(wanted -> wanted.told(taken, failure));
            if (failure != null && storage.state() == DatabaseGate.State.AWAY) { // the others would wait for the same
                next(Integer.MAX_VALUE).forEach(wanted -> wanted.told(taken, failure));
            }
            asking.set(false);
            goOn();
        });
    }

    private CompletionStage<Map<LeaseRequest, Lease>> ask(List<LeaseRequest> requests) {
        try {
            return storage.ask(() -> leases.take(requests), leases::giveBack); // late, a lease would be nobody's
        } catch (RejectedExecutionException ending) {
            return CompletableFuture.failedFuture(ending);
        }
    }

    private List<Wanted> next(int most) {
        var next = new ArrayList<Wanted>();
        while (next.size() < most && !waiting.isEmpty()) {
            next.add(waiting.remove());
        }
        return next;
    }
}
