package io.sostenuto.operations.upkeep;

import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.accounts.limits.RateLimits;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.freshness.Tombstones;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.IncidentMarks;
import io.sostenuto.grants.store.WriteTrial;
import io.sostenuto.login.control.Logins;
import io.sostenuto.login.link.UserLinks;
import io.sostenuto.operations.watching.Census;
import io.sostenuto.renewals.attempt.LateAnswers;
import io.sostenuto.renewals.attempt.Renewals;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.late.Drain;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Deadline;
import io.sostenuto.tokens.control.OfflineTokens;
import io.sostenuto.users.control.UserGrants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;

/** What is done beside the requests: what waits for the database is brought there, and what is over is cleared away. */
@ApplicationScoped
public class Timetable {

    private static final Logger LOG = Logger.getLogger(Timetable.class.getName());
    private static final int LAST_DRAIN_SECONDS = 5;

    private final LongSupplier nanos;
    private List<Recurring> work = List.of();

    @Inject
    private Threads threads;
    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantStore grants;
    @Inject
    private IncidentMarks marks;
    @Inject
    private Journal journal;
    @Inject
    private Drain drain;
    @Inject
    private RateLimits limits;
    @Inject
    private Incidents incidents;
    @Inject
    private Renewals renewals;
    @Inject
    private OfflineTokens offline;
    @Inject
    private LateAnswers late;
    @Inject
    private Logins logins;
    @Inject
    private KeyUse keys;
    @Inject
    private Census census;
    @Inject
    private Tidying tidying;
    @Inject
    private ForeignChanges foreignChanges;
    @Inject
    private Tombstones tombstones;
    @Inject
    private WriteTrial trial;
    @Inject
    private UserLinks links;
    @Inject
    private UserGrants usersGrants;

    public Timetable() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    Timetable(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins at the first contact with the database and goes on until the node stops. May be called again where it failed. */
    public synchronized void begin() {
        work = work.isEmpty() ? work() : work;
        work.forEach(recurring -> recurring.begin(threads.timer()));
    }

    private List<Recurring> work() {
        return List.of(
            Recurring.every(Duration.ofSeconds(1), "Bringing what waits to the database", drain::drain),
            Recurring.every(Duration.ofSeconds(1), "Trying whether the database takes writes", trial::keepUp),
            Recurring.every(Duration.ofSeconds(1), "Laying tombstones in another database", () -> {
                tombstones.keepUp();
                return CompletableFuture.completedFuture(null);
            }),
            Recurring.every(Duration.ofSeconds(5), "Forgetting links that are over", links::tidy),
            Recurring.every(Duration.ofSeconds(10), "Forgetting grants of users that ended elsewhere", () -> {
                usersGrants.keepUp();
                return CompletableFuture.completedFuture(null);
            }),
            Recurring.every(Duration.ofSeconds(2), "Sealing rows anew", keys::sealAnew),
            Recurring.every(Duration.ofSeconds(5), "Reading the database's clock", () -> storage.ask(grants::time)),
            Recurring.every(Duration.ofSeconds(5), "Hearing of incidents",
                    () -> storage.ask(this::waiting).thenAccept(waiting -> waiting.forEach((app, wait) -> incidents.of(app).share(wait)))),
            Recurring.every(Duration.ofSeconds(5), "Hearing of pauses", limits::look),
            Recurring.resting(counting(Duration.ofSeconds(20)), "Counting rows by their keys", keys::count),
            Recurring.resting(counting(Duration.ofSeconds(20)), "Counting sessions", census::count),
            Recurring.every(Duration.ofSeconds(10), "Trying the journal's disk",
                    () -> Recurring.on(threads, journal::check)),
            Recurring.resting(took -> Tidying.TURN, "Clearing away what is over", tidying::turn),
            Recurring.resting(counting(Duration.ofMinutes(1)), "Clearing away notes of changes",
                    () -> storage.inBackground(() -> {
                        foreignChanges.clear();
                        return true;
                    })));
    }

    /** @return the rest after a count: a hundred times what it took, because a large table is counted less often */
    private static UnaryOperator<Duration> counting(Duration atLeast) {
        return took -> took.multipliedBy(100).compareTo(atLeast) > 0 ? took.multipliedBy(100) : atLeast;
    }

    /** While an incident is open, refusals that were on their way or stored late are marked as its own, too. */
    private Map<AppName, Boolean> waiting() {
        var waiting = new HashMap<AppName, Boolean>();
        incidents.forEach((app, incident) -> {
            incident.reach().ifPresent(window -> marks.markIncident(app, window));
            waiting.put(app, marks.hasIncident(app));
        });
        return waiting;
    }

    /**
     * Before a node stops: who waits for Spotify is answered, logins and refreshes under way come to their end, for as long as a
     * lease lasts, and the journal goes where it can.
     */
    public void finish() {
        renewals.turnAway();
        offline.turnAway();
        if (!haveEnded(Deadline.in(AttemptClock.LEASE, nanos),
                List.of(logins::awaitEnd, renewals::awaitEnd, offline::awaitEnd, late::awaitEnd))) {
            LOG.warning("Stopping while Spotify is still asked; what it answers is not waited for.");
        }
        try {
            drain.drain().toCompletableFuture().get(LAST_DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException away) {
            LOG.warning("Stopping with " + journal.depth() + " journal entries that the database has not stored;"
                    + " they wait in the data folder for the next start.");
        }
    }

    /**
     * @param waits each for the end of something, and so long at most
     * @return whether all have ended in time, one after the other
     */
    static boolean haveEnded(Deadline end, List<Predicate<Duration>> waits) {
        return waits.stream().allMatch(wait -> wait.test(end.left()));
    }
}
