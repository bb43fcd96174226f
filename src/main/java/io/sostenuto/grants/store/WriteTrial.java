package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.DatabaseState;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes a row of its own where {@link DatabaseState} is in doubt: one that nobody else can hold. It is tidied away as states are. */
@ApplicationSingleton
public class WriteTrial {

    private static final String WRITE = "insert into used_states (state_hash, used_at) values (?, ?)";

    private final DatabaseState databaseState;
    private final DatabaseGate storage;
    private final Database database;
    private final DatabaseClock clock;

    @Inject
    public WriteTrial(DatabaseState databaseState, DatabaseGate storage, Database database, DatabaseClock clock) {
        this.databaseState = databaseState;
        this.storage = storage;
        this.database = database;
        this.clock = clock;
    }

    /**
     * To be called again and again.
     *
     * @return a stage that ends with the trial, and does not fail where that does
     */
    public CompletionStage<?> keepUp() {
        if (!databaseState.isOpen()) {
            return CompletableFuture.completedFuture(null);
        }
        var begun = databaseState.now();
        return storage.ask(() -> database.update(WRITE, SessionId.random().value(), clock.now().toEpochMilli()))
                .handle((written, failure) -> {
                    if (failure != null) {
                        databaseState.failed(begun, failure);
                    }
                    return written;
                });
    }
}
