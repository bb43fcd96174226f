package io.sostenuto.login.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Alarms;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class LoginStorageTest {

    private static final Duration PATIENCE = Duration.ofMillis(300); // three deadlines

    private final Alarms timer = new Alarms(new FakeClocks());
    private final List<CompletableFuture<Object>> asked = new ArrayList<>();
    private final LoginStorage storage = new LoginStorage(new Held(), new Inline(), new SettingsReader(key -> Optional.ofNullable(
            Map.of("spotify.client-id", "id", "spotify.client-secret", "secret", "sostenuto.storage-deadline", "PT0.1S").get(key)), Stream::empty)
            .read());

    /** A database that answers when the test lets it. */
    private final class Held extends DatabaseGate {
        @Override
        @SuppressWarnings("unchecked")
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            var answer = new CompletableFuture<T>();
            asked.add((CompletableFuture<Object>) (CompletableFuture<?>) answer);
            return answer;
        }
    }

    private final class Inline extends Threads {
        @Override
        public Executor answers() {
            return Runnable::run;
        }

        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }
    }

    private CompletableFuture<String> ask() {
        return storage.ask(() -> "answer").toCompletableFuture();
    }

    @Test
    void aCrowdOfLoginsHasSixQuestionsAtATime() {
        IntStream.range(0, 100).forEach(login -> ask());
        assertThat(asked).hasSize(6);
        asked.get(0).complete("answer");
        asked.get(1).completeExceptionally(new StorageUnavailable("away", null));
        assertThat(asked).hasSize(8);
    }

    @Test
    void whoWaitsTooLongIsToldSoAndItsTurnIsNotTaken() {
        IntStream.range(0, 6).forEach(login -> ask());
        var waits = ask();
        timer.pass(PATIENCE.minusMillis(1));
        assertThat(waits).isNotDone();
        timer.pass(Duration.ofMillis(1));
        assertThat(waits).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(StorageUnavailable.class);
        asked.get(0).complete("answer");
        assertThat(asked).as("nobody waits for it any more").hasSize(6);
        ask();
        assertThat(asked).as("the place is free").hasSize(7);
    }

    @Test
    void whoseTurnCameInTimeIsNotHurried() {
        IntStream.range(0, 6).forEach(login -> ask());
        var waits = ask();
        timer.pass(PATIENCE.minusMillis(1));
        asked.get(0).complete("answer");
        asked.get(6).complete("its own");
        timer.pass(PATIENCE);
        assertThat(waits).isCompletedWithValue("its own");
    }

    @Test
    void theLineIsBounded() {
        var all = IntStream.range(0, 6 + LoginStorage.IN_LINE + 1).mapToObj(login -> ask()).toList();
        assertThat(all.get(all.size() - 1)).isCompletedExceptionally();
    }

    @Test
    void workThatThrowsGivesItsPlaceBack() {
        for (var error : List.of(new OutOfMemoryError("none left"), new IllegalStateException("a defect"))) {
            for (var login = 0; login < 6; login++) {
                assertThat(storage.inTurn(() -> {
                    if (error instanceof Error fatal) {
                        throw fatal;
                    }
                    throw (RuntimeException) error;
                }).toCompletableFuture()).isCompletedExceptionally();
            }
        }
        ask();
        assertThat(asked).hasSize(1);
    }
}
