package io.sostenuto.sessions.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.journal.JournalFiles;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final FakeClocks clocks = new FakeClocks();
    private final GrantCopy cookie = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1,
            Optional.of(new RefreshToken("first")), NOW, false);
    private GrantRow row = new GrantRow(cookie);
    private final DatabaseGate storage = new DatabaseGate() {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work, Consumer<T> late) {
            return CompletableFuture.completedFuture(work.get());
        }
    };
    private final ForeignChanges foreignChanges = new ForeignChanges(storage, null, null, null);
    private final Sessions sessions = new Sessions(storage, new GrantStore(null, null, null, null) {
        @Override
        public Map<SessionId, Snapshot> find(Collection<SessionId> asked) {
            return Map.of(cookie.session(), new Snapshot(row.copy(), NOW, clocks.both.now(), 0));
        }
    }, new ChangeCounters(), foreignChanges, new Journal((JournalFiles) null) {
        @Override
        public Optional<GrantCopy> grant(SessionId session) {
            return Optional.empty();
        }

        @Override
        public boolean ended(SessionId session) {
            return false;
        }
    }, new DatabaseClock(), null, null, null);

    @BeforeEach
    void severalNodes() {
        foreignChanges.enable(true);
    }

    private Optional<Snapshot> read() {
        return sessions.healedRow(cookie).toCompletableFuture().join();
    }

    @Test
    void anEndThatWasReadOnceHoldsWhereTheDatabaseHasLostIt() {
        assertThat(read()).isPresent();
        var lost = row.copy();
        row.end(EndReason.LOGOUT, NOW);
        assertThat(read()).isEmpty();
        row = lost;
        assertThat(read()).as("the database was set back").isEmpty();
    }
}
