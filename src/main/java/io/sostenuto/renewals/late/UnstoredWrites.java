package io.sostenuto.renewals.late;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What is written under a lease; and what the database could not take, until it is back and takes it, once. */
@ApplicationScoped
public class UnstoredWrites {

    /** What an attempt brought and the database has not taken. */
    private record Unsettled(PresentedGrant presented, BiConsumer<Grant, Instant> change) {
    }

    private final Map<SessionId, Unsettled> unsettled = new ConcurrentHashMap<>();
    private final DatabaseGate storage;
    private final GrantStore grants;

    @Inject
    public UnstoredWrites(DatabaseGate storage, GrantStore grants) {
        this.storage = storage;
        this.grants = grants;
    }

    protected UnstoredWrites() {
        this.storage = null;
        this.grants = null;
    }

    /** Changes the row and gives the lease back, where the lease is still this attempt's; fails where the database does. */
    public CompletionStage<LeasedWrite> settle(PresentedGrant presented, BiConsumer<Grant, Instant> change) {
        return storage.ask(() -> grants.settle(presented.seen(), presented.fence(), change))
                .whenComplete((settled, failure) -> {
                    if (failure != null) {
                        unsettled.put(presented.session(), new Unsettled(presented, change));
                    }
                });
    }

    /** Brings to the database what it could not take before, where no other attempt has begun since. */
    public CompletionStage<?> settleLate() {
        return CompletableFuture.allOf(unsettled.values().stream().map(late -> storage.ask(() ->
                        grants.settle(late.presented().session(), late.presented().fence(), late.change()))
                .thenAccept(settled -> unsettled.remove(late.presented().session(), late)).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
