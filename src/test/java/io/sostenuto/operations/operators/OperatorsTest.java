package io.sostenuto.operations.operators;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.GrantsOfUser;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import jakarta.enterprise.event.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** An operator ends all sessions of somebody who has more of them than are found at once. */
class OperatorsTest {

    private final List<Grant> live = new ArrayList<>(Stream.generate(OperatorsTest::grant).limit(GrantsOfUser.MOST + 1).toList());
    private final List<SessionId> ended = new ArrayList<>();
    private boolean databaseHears = true;
    private final Operators operators = new Operators();

    private static Grant grant() {
        return new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.empty(), Instant.now(), false));
    }

    @BeforeEach
    void assemble() throws ReflectiveOperationException {
        set("storage", new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                return CompletableFuture.completedFuture(work.get());
            }
        });
        set("grants", new GrantsOfUser(null) {
            @Override
            public List<Grant> live(String userId) {
                return IntStream.range(0, Math.min(MOST, live.size())).mapToObj(live::get).toList();
            }
        });
        set("sessions", new Sessions(null, new GrantStore(null, null, null, null) { }, null, null, null, null, null, null, null) {
            @Override
            public CompletionStage<Boolean> end(GrantCopy copy, EndReason reason) {
                ended.add(copy.session());
                if (databaseHears) {
                    live.removeIf(grant -> grant.id().equals(copy.session()));
                }
                return CompletableFuture.completedFuture(true);
            }
        });
        set("audit", Proxy.newProxyInstance(Event.class.getClassLoader(), new Class<?>[]{Event.class}, (proxy, method, arguments) -> null));
    }

    private void set(String field, Object value) throws ReflectiveOperationException {
        var found = Operators.class.getDeclaredField(field); // as the container sets it
        found.setAccessible(true);
        found.set(operators, value);
    }

    @Test
    void allAreEndedAlsoBeyondThoseThatAreFoundAtOnce() {
        assertThat(operators.end("ada", new Whose(false, "user"), Optional.empty()).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(1)).isEqualTo(GrantsOfUser.MOST + 1);
        assertThat(live).isEmpty();
    }

    @Test
    void endsThatWaitInTheJournalAreNotMadeAgainAndAgain() {
        databaseHears = false;
        assertThat(operators.end("ada", new Whose(false, "user"), Optional.empty()).toCompletableFuture()).failsWithin(Duration.ofSeconds(1))
                .withThrowableThat().withCauseInstanceOf(StorageUnavailable.class);
        assertThat(ended).as("each once").hasSize(GrantsOfUser.MOST).doesNotHaveDuplicates();
    }
}
