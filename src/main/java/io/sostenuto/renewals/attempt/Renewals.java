package io.sostenuto.renewals.attempt;

import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.lease.LeaseQueue;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.HeldLease;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Step 4 of a token request: one caller renews, the others wait for its result. In this node by a shared future,
 * across nodes by the lease in the row; nobody who waits holds a thread or a connection, and a caller that goes away
 * cancels nothing.
 */
@ApplicationScoped
public class Renewals {

    private static final Logger LOG = Logger.getLogger(Renewals.class.getName());

    /** What an attempt may need beyond the deadline for Spotify: to wait for another node's journal, and to store. */
    private static final Duration STORING = Duration.ofMillis(2500);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** What a node needs to bring its journal into a database that has come back. */
    private static final Duration JOURNAL = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private final SingleFlight<Renewal> flights = new SingleFlight<>();
    private final DatabaseGate storage;
    private final GrantStore grants;
    private final LeaseQueue leases;
    private final GrantSealer sealer;
    private final RenewalAttempt attempt;
    private final RenewalSettlement settlement;
    private final Threads threads;
    private final LateAnswers late;
    private final AttemptClock clock;
    private final Event<Occurrence> occurred;
    private final Duration patience;

    @Inject
    public Renewals(DatabaseGate storage, GrantStore grants, LeaseQueue leases, GrantSealer sealer, RenewalAttempt attempt,
                    RenewalSettlement settlement, Threads threads, LateAnswers late, AttemptClock clock, Settings settings,
                    Event<Occurrence> occurred) {
        this.storage = storage;
        this.grants = grants;
        this.leases = leases;
        this.sealer = sealer;
        this.attempt = attempt;
        this.settlement = settlement;
        this.threads = threads;
        this.late = late;
        this.clock = clock;
        this.occurred = occurred;
        this.patience = settings.spotifyDeadline().plus(STORING);
    }

    protected Renewals() {
        this.storage = null;
        this.grants = null;
        this.leases = null;
        this.sealer = null;
        this.attempt = null;
        this.settlement = null;
        this.threads = null;
        this.late = null;
        this.clock = null;
        this.occurred = null;
        this.patience = null;
    }

    /** The node ends: who waits for an attempt, and who comes, is told to ask again. Those under way go on. */
    public void turnAway() {
        flights.turnAway(notAnswering());
    }

    /** @return whether the attempts under way are over within this time */
    public boolean awaitEnd(Duration atMost) {
        return flights.awaitEnd(atMost);
    }

    /** @return whether an attempt for this session is under way in this node, or its late answer is awaited */
    public boolean isRunning(SessionId session) {
        return flights.isRunning(session) || late.isAwaited(session);
    }

    /**
     * @param early whether a caller asks for it before it is due
     * @return how the attempt ended, ours or the one that was under way already; never fails but for the database
     */
    public CompletionStage<Renewal> renew(Snapshot seen, boolean early) {
        if (flights.isRunning(seen.grant().id())) {
            occurred.fire(Occurrence.CALLER_WAITED);
        }
        return flights.join(seen.grant().id(), () -> late.isAwaited(seen.grant().id())
                ? CompletableFuture.completedFuture(notAnswering()) : leased(seen, early, clock.in(patience)));
    }

    private static Renewal notAnswering() {
        return new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, RETRY, Optional.empty());
    }

    private CompletionStage<Renewal> leased(Snapshot seen, boolean early, Moment patienceEnd) {
        return attempt.holdBack(seen).<CompletionStage<Renewal>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> take(seen, early, patienceEnd));
    }

    private CompletionStage<Renewal> take(Snapshot seen, boolean early, Moment patienceEnd) {
        var leaseEnd = clock.leaseEnd(); // before it is taken: it lasts at least as long
        return leases.take(new LeaseRequest(seen, AttemptClock.LEASE)).thenCompose(lease -> lease.isPresent()
                ? begin(seen, new HeldLease(lease.get().fence(), leaseEnd), lease.get().takenOver(), early, patienceEnd)
                : look(seen, early, patienceEnd));
    }

    private CompletionStage<Renewal> begin(Snapshot seen, HeldLease lease, boolean takenOver, boolean early, Moment patienceEnd) {
        return (takenOver ? afterAnother(seen, lease, early) : attempt.present(seen, lease, early))
                .thenCompose(renewal -> renewal instanceof Renewal.Overtaken overtaken
                        ? goOn(seen, overtaken.now(), early, patienceEnd) : CompletableFuture.completedFuture(renewal));
    }

    /**
     * An attempt of which nothing was heard may have brought a newer generation that only its node's journal has. That
     * gets the time to speak, before the old one is presented again.
     */
    private CompletionStage<Renewal> afterAnother(Snapshot seen, HeldLease lease, boolean early) {
        LOG.log(Level.INFO, "Session {0}: a lease that was never given back is taken over", seen.grant().id());
        occurred.fire(Occurrence.LEASE_TAKEN_OVER);
        return after(JOURNAL, () -> storage.ask(() -> grants.find(seen.grant().id()))).thenCompose(found -> {
            if (found.isEmpty() || found.get().grant().ended()) {
                return CompletableFuture.completedFuture(new Renewal.Ended());
            }
            return found.get().grant().generation() == seen.grant().generation()
                    ? attempt.present(found.get(), lease, early) : settlement.untried(found.get(), lease);
        });
    }

    /** The row has changed, or another node is at it: its result is ours. */
    private CompletionStage<Renewal> look(Snapshot seen, boolean early, Moment patienceEnd) {
        return storage.ask(() -> grants.find(seen.grant().id())).thenCompose(found ->
                found.isEmpty() || found.get().grant().ended()
                        ? CompletableFuture.completedFuture(new Renewal.Ended()) : goOn(seen, found.get(), early, patienceEnd));
    }

    private CompletionStage<Renewal> goOn(Snapshot seen, Snapshot now, boolean early, Moment patienceEnd) {
        return changed(seen, now).map(CompletableFuture::completedStage).orElseGet(() -> wait(now, early, patienceEnd));
    }

    private Optional<Renewal> changed(Snapshot seen, Snapshot now) {
        var suspension = now.grant().suspension();
        if (suspension.isPresent() && seen.grant().suspension().isEmpty() && !now.grant().inIncident()) {
            return Optional.of(new Renewal.GrantRefused(suspension.get()));
        }
        if (now.grant().version() == seen.grant().version() || now.left().isZero()) {
            return Optional.empty();
        }
        return sealer.accessToken(now.grant()).map(token -> new Renewal.Renewed(now, token));
    }

    private CompletionStage<Renewal> wait(Snapshot seen, boolean early, Moment patienceEnd) {
        if (patienceEnd.isPast()) {
            return CompletableFuture.completedFuture(notAnswering());
        }
        return after(POLL.plusMillis(ThreadLocalRandom.current().nextInt(50)), () -> leased(seen, early, patienceEnd));
    }

    private <T> CompletionStage<T> after(Duration pause, Supplier<CompletionStage<T>> work) {
        return CompletableFuture.completedFuture(pause)
                .thenComposeAsync(over -> work.get(), threads.after(pause));
    }
}
