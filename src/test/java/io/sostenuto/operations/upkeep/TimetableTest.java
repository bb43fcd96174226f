package io.sostenuto.operations.upkeep;

import io.sostenuto.FakeClocks;
import io.sostenuto.Unchecked;
import io.sostenuto.accounts.limits.RateLimits;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.freshness.Tombstones;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.journal.JournalFiles;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.IncidentMarks;
import io.sostenuto.grants.store.WriteTrial;
import io.sostenuto.login.link.UserLinks;
import io.sostenuto.operations.start.FirstContact;
import io.sostenuto.operations.start.StartUp;
import io.sostenuto.operations.start.WayOut;
import io.sostenuto.operations.watching.Census;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.late.Drain;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Deadline;
import io.sostenuto.storage.time.Ticks;
import io.sostenuto.users.control.UserGrants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** All that recurs on a node goes on after an error: each task is hit by one in its first turn, and does its work later. */
class TimetableTest {

    private static final Settings SETTINGS = new SettingsReader(key -> Optional.ofNullable(Map.of("spotify.client-id", "id",
            "spotify.client-secret", "secret").get(key)), Stream::empty).read();

    private static final Logger LOG = Logger.getLogger("io.sostenuto");

    private final Ticks timer = new Ticks();
    private Throwable failure;
    /** What has failed once, and what went well afterwards. */
    private final Set<String> failed = new HashSet<>();
    private final Set<String> done = new HashSet<>();

    @BeforeEach
    void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void stop() {
        LOG.setLevel(null);
        timer.shutdownNow();
    }

    static Stream<Throwable> failures() {
        return Stream.of(new OutOfMemoryError("unable to create native thread"), new RejectedExecutionException("full"),
                new IllegalStateException("a defect"));
    }

    private <T> T once(String what, T result) {
        if (failed.add(what)) {
            throw Unchecked.of(failure);
        }
        done.add(what);
        return result;
    }

    /** On the caller's own thread; an error of the pool's reaches the caller, one of the work its stage. */
    private final class Inline extends DatabaseGate {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            try {
                return CompletableFuture.completedFuture(work.get());
            } catch (IllegalStateException defect) {
                return CompletableFuture.failedFuture(defect);
            }
        }

        @Override
        public <T> CompletionStage<T> inBackground(Supplier<T> work) {
            return ask(work);
        }
    }

    private final Threads threads = new Threads() {
        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }

        @Override
        public Executor storage() {
            return Runnable::run;
        }
    };

    private static void set(Object target, Class<?> type, String field, Object value) throws ReflectiveOperationException {
        var found = type.getDeclaredField(field); // as the container sets it
        found.setAccessible(true);
        found.set(target, value);
    }

    private Timetable upkeep() throws ReflectiveOperationException {
        var upkeep = new Timetable();
        set(upkeep, Timetable.class, "threads", threads);
        set(upkeep, Timetable.class, "storage", new Inline());
        set(upkeep, Timetable.class, "grants", new GrantStore(null, null, null, null) {
            @Override
            public Instant time() {
                return once("time", Instant.EPOCH);
            }
        });
        set(upkeep, Timetable.class, "marks", new IncidentMarks(null) {
            @Override
            public boolean hasIncident(AppName app) {
                return once("incident", false);
            }
        });
        set(upkeep, Timetable.class, "journal", new Journal((JournalFiles) null) {
            @Override
            public void check() {
                once("journal", true);
            }
        });
        set(upkeep, Timetable.class, "drain", new Drain(null, null, null, null, null) {
            @Override
            public CompletionStage<Void> drain() {
                return once("drain", CompletableFuture.completedFuture(null));
            }
        });
        set(upkeep, Timetable.class, "limits", new RateLimits(SETTINGS, null, null) {
            @Override
            public CompletionStage<?> look() {
                return once("pause", CompletableFuture.completedFuture(null));
            }
        });
        set(upkeep, Timetable.class, "incidents", new Incidents(SETTINGS));
        set(upkeep, Timetable.class, "keys", new KeyUse() {
            @Override
            public CompletionStage<?> count() {
                return once("keys", CompletableFuture.completedFuture(null));
            }

            @Override
            CompletionStage<?> sealAnew() {
                return once("seal", CompletableFuture.completedFuture(null));
            }
        });
        set(upkeep, Timetable.class, "census", new Census() {
            @Override
            public CompletionStage<?> count() {
                return once("census", CompletableFuture.completedFuture(null));
            }
        });
        set(upkeep, Timetable.class, "tidying", new Tidying(null, null, null, null) {
            @Override
            CompletionStage<Integer> turn() {
                return once("tidy", CompletableFuture.completedFuture(0));
            }
        });
        set(upkeep, Timetable.class, "tombstones", new Tombstones(null, null, null, null) {
            @Override
            public void keepUp() {
                once("tombstones", true);
            }
        });
        set(upkeep, Timetable.class, "trial", new WriteTrial(null, null, null, null) {
            @Override
            public CompletionStage<?> keepUp() {
                return CompletableFuture.completedFuture(once("trial", true));
            }
        });
        set(upkeep, Timetable.class, "links", new UserLinks(null, null, null, null, null, null, null, null, SETTINGS, null) {
            @Override
            public CompletionStage<Integer> tidy() {
                return once("links", CompletableFuture.completedFuture(0));
            }
        });
        set(upkeep, Timetable.class, "usersGrants", new UserGrants(null, null, null, null, null, null, null, SETTINGS) {
            @Override
            public void keepUp() {
                once("users", true);
            }
        });
        set(upkeep, Timetable.class, "foreignChanges", new ForeignChanges(null, null, null, null) {
            @Override
            public void clear() {
                once("clear", true);
            }
        });
        return upkeep;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatRecursGoesOnAfterAnError(Throwable error) throws ReflectiveOperationException {
        failure = error;
        var upkeep = upkeep();
        upkeep.begin();
        upkeep.begin(); // as after a start that failed in the middle
        assertThat(timer.alive()).as("each once").isEqualTo(14);
        timer.tick();
        assertThat(failed).hasSize(14);
        assertThat(done).isEmpty();
        timer.tick();
        assertThat(timer.alive()).isEqualTo(14);
        assertThat(done).as("those that do not rest first").contains("drain", "trial", "links", "users", "seal", "time", "incident", "pause", "journal");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theFirstContactIsTriedAgainAfterAnError(Throwable error) throws ReflectiveOperationException {
        failure = error;
        var begun = new ArrayList<String>();
        var start = new StartUp();
        set(start, StartUp.class, "threads", threads);
        set(start, StartUp.class, "firstContact", new FirstContact() {
            @Override
            public boolean run() {
                return once("migrations", true);
            }
        });
        set(start, StartUp.class, "timetable", new Timetable() {
            @Override
            public void begin() {
                begun.add(once("upkeep", "begun"));
            }
        });
        set(start, StartUp.class, "wayOut", new WayOut() {
            @Override
            public void tell() {
                // nothing is called here
            }
        });
        start.connect();
        for (var turn = 0; turn < 5; turn++) {
            timer.tick();
        }
        assertThat(failed).containsExactlyInAnyOrder("migrations", "upkeep");
        assertThat(begun).containsExactly("begun");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void secretsAreLookedAtAgainAfterAnError(Throwable error) throws ReflectiveOperationException {
        failure = error;
        var secrets = new SecretFiles();
        var looks = new ArrayList<String>();
        set(secrets, SecretFiles.class, "threads", threads);
        set(secrets, SecretFiles.class, "settings", SETTINGS);
        set(secrets, SecretFiles.class, "reader", new SettingsReader(key -> Optional.empty(), Stream::empty) {
            @Override
            public Optional<Secret> sealKeys() {
                looks.add("keys");
                return looks.size() > 2 ? once("keys", Optional.empty()) : Optional.empty();
            }

            @Override
            public Secret clientSecret(AppName app) {
                return new Secret("the same");
            }
        });
        secrets.watch();
        for (var turn = 0; turn < 4; turn++) {
            timer.tick();
        }
        assertThat(failed).containsExactly("keys");
        assertThat(looks).as("two before, and one a turn").hasSize(6);
    }

    @Test
    void theLastWaitsOfANodeThatEndsHaveOneDeadlineTogether() {
        var clocks = new FakeClocks();
        var waited = new ArrayList<Duration>();
        Predicate<Duration> forTenSeconds = atMost -> {
            waited.add(atMost);
            clocks.pass(Duration.ofSeconds(10));
            return atMost.compareTo(Duration.ofSeconds(10)) >= 0;
        };
        var end = Deadline.in(Duration.ofSeconds(25), clocks.monotonic);
        assertThat(Timetable.haveEnded(end, List.of(forTenSeconds, forTenSeconds))).isTrue();
        assertThat(Timetable.haveEnded(end, List.of(forTenSeconds))).isFalse();
        assertThat(waited).containsExactly(Duration.ofSeconds(25), Duration.ofSeconds(15), Duration.ofSeconds(5));
    }
}
