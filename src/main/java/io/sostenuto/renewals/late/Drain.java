package io.sostenuto.renewals.late;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Brings to the database what it could not take when it came: steps 4 to 6 of a token request end here where it was away. */
@ApplicationSingleton
public class Drain {

    private final DatabaseGate storage;
    private final GrantStore grants;
    private final Journal journal;
    private final UnstoredWrites writes;
    private final UnstoredRefusals refusals;

    @Inject
    public Drain(DatabaseGate storage, GrantStore grants, Journal journal, UnstoredWrites writes, UnstoredRefusals refusals) {
        this.storage = storage;
        this.grants = grants;
        this.journal = journal;
        this.writes = writes;
        this.refusals = refusals;
    }

    /**
     * To be called again and again.
     *
     * @return a stage that ends when all of it is stored; it fails where the database is away
     */
    public CompletionStage<Void> drain() {
        var grantsOfJournal = journal.waitingGrants().stream().map(copy -> storage.ask(() -> {
            grants.heal(copy);
            return copy;
        }).thenAccept(journal::done));
        var endsOfJournal = journal.waitingEnds().stream().map(copy -> storage.ask(() -> {
            grants.end(copy, EndReason.LOGOUT);
            return copy.session();
        }).thenAccept(journal::endDone));
        var refused = refusals.waiting().stream().map(refusal -> storage.ask(() -> {
            grants.suspend(refusal.session(), refusal.generation(), refusal.reason());
            return refusal;
        }).thenAccept(refusals::done));
        var late = Stream.of(writes.storeAll());
        return CompletableFuture.allOf(Stream.of(late, grantsOfJournal, endsOfJournal, refused).flatMap(work -> work)
                .map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
