package io.sostenuto.renewals.late;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What attempts brought and the database could not take, until it is back and takes it, once. */
@ApplicationSingleton
public class UnstoredWrites {

    private record Unstored(LeasedGrant leased, BiConsumer<GrantRow, Instant> change) {
    }

    private final Map<SessionId, Unstored> unstored = new ConcurrentHashMap<>();
    private final DatabaseGate storage;
    private final GrantStore grants;

    @Inject
    public UnstoredWrites(DatabaseGate storage, GrantStore grants) {
        this.storage = storage;
        this.grants = grants;
    }

    public void keep(LeasedGrant leased, BiConsumer<GrantRow, Instant> change) {
        unstored.put(leased.session(), new Unstored(leased, change));
    }

    /** Tries all of them once more; one whose lease another attempt has taken since is dropped. */
    CompletionStage<?> storeAll() {
        return CompletableFuture.allOf(unstored.values().stream().map(late -> storage.ask(() ->
                        grants.writeLeased(late.leased().session(), late.leased().fence(), late.change()))
                .thenAccept(write -> unstored.remove(late.leased().session(), late)).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
