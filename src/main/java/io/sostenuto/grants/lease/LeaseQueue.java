package io.sostenuto.grants.lease;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.Gathering;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes leases, some of those that are wanted by one statement, and no more before those who have theirs have gone on:
 * when thousands of sessions are due at once, no more are leased than can be presented, and the deadline of a call is
 * not spent on waiting in a queue of this node.
 */
@ApplicationSingleton
public class LeaseQueue {

    private static final int AT_ONCE = 32;

    private final Gathering<LeaseRequest, Lease> leases;

    @Inject
    public LeaseQueue(DatabaseGate storage, LeaseStore leases) {
        this.leases = new Gathering<>(AT_ONCE,
                requests -> storage.ask(() -> leases.take(requests), leases::giveBack), // late, a lease would be nobody's
                () -> storage.state() == DatabaseGate.State.AWAY, Runnable::run);
    }

    /**
     * @return the lease; empty where the row has changed, somebody holds it or is about to change it, or another attempt
     * holds the lease; it fails as {@link DatabaseGate#ask} does. What follows is done on the thread that took it, and must not wait
     */
    public CompletionStage<Optional<Lease>> take(LeaseRequest request) {
        return leases.ask(request);
    }
}
