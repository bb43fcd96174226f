package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.lease.LeaseQueue;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.HeldLease;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.web.entity.Problem;
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
@ApplicationSingleton
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
    public CompletionStage<Renewal> renew(Snapshot row, boolean early) {
        var session = row.grant().id();
        if (flights.isRunning(session)) {
            occurred.fire(Occurrence.CALLER_WAITED);
        }
        return flights.join(session, () -> late.isAwaited(session)
                ? CompletableFuture.completedFuture(notAnswering()) : turn(row, early, clock.in(patience)));
    }

    private static Renewal notAnswering() {
        return new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, RETRY, Optional.empty());
    }

    /**
     * One turn of the wait: whoever gets the lease presents the refresh token. Who does not reads the row again; a change in it is the
     * answer, and without one the next turn comes after a pause, until the patience ends.
     */
    private CompletionStage<Renewal> turn(Snapshot row, boolean early, Moment patienceEnd) {
        return attempt.holdBack(row).<CompletionStage<Renewal>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> takeLease(row, early, patienceEnd));
    }

    private CompletionStage<Renewal> takeLease(Snapshot row, boolean early, Moment patienceEnd) {
        var leaseEnd = clock.leaseEnd(); // before it is taken: it lasts at least as long
        return leases.take(new LeaseRequest(row, AttemptClock.LEASE)).thenCompose(lease -> lease.isPresent()
                ? present(new LeasedGrant(row, new HeldLease(lease.get().fence(), leaseEnd), early), lease.get().takenOver(), patienceEnd)
                : readAgain(row, early, patienceEnd));
    }

    private CompletionStage<Renewal> present(LeasedGrant leased, boolean takenOver, Moment patienceEnd) {
        return (takenOver ? presentAfterAnother(leased) : attempt.present(leased))
                .thenCompose(renewal -> renewal instanceof Renewal.Overtaken overtaken
                        ? changedOrNextTurn(leased.row(), overtaken.now(), leased.early(), patienceEnd)
                        : CompletableFuture.completedFuture(renewal));
    }

    /**
     * An attempt of which nothing was heard may have brought a newer generation that only its node's journal has. That
     * gets the time to speak, before the old one is presented again.
     */
    private CompletionStage<Renewal> presentAfterAnother(LeasedGrant leased) {
        LOG.log(Level.INFO, "Session {0}: a lease that was never given back is taken over", leased.session());
        occurred.fire(Occurrence.LEASE_TAKEN_OVER);
        return after(JOURNAL, () -> storage.ask(() -> grants.find(leased.session()))).thenCompose(found -> {
            if (found.isEmpty() || found.get().grant().ended()) {
                return CompletableFuture.completedFuture(new Renewal.Ended());
            }
            var now = new LeasedGrant(found.get(), leased.lease(), leased.early());
            return now.row().grant().generation() == leased.row().grant().generation() ? attempt.present(now) : settlement.untried(now);
        });
    }

    /** The row has changed, or another node is at it: its result is ours. */
    private CompletionStage<Renewal> readAgain(Snapshot row, boolean early, Moment patienceEnd) {
        return storage.ask(() -> grants.find(row.grant().id())).thenCompose(found ->
                found.isEmpty() || found.get().grant().ended() ? CompletableFuture.completedFuture(new Renewal.Ended())
                        : changedOrNextTurn(row, found.get(), early, patienceEnd));
    }

    private CompletionStage<Renewal> changedOrNextTurn(Snapshot row, Snapshot now, boolean early, Moment patienceEnd) {
        return changed(row, now).map(CompletableFuture::completedStage).orElseGet(() -> nextTurn(now, early, patienceEnd));
    }

    private Optional<Renewal> changed(Snapshot row, Snapshot now) {
        var suspension = now.grant().suspension();
        if (suspension.isPresent() && row.grant().suspension().isEmpty() && !now.grant().inIncident()) {
            return Optional.of(new Renewal.GrantRefused(suspension.get()));
        }
        if (now.grant().version() == row.grant().version() || now.left().isZero()) {
            return Optional.empty();
        }
        return sealer.accessToken(now.grant()).map(token -> new Renewal.Renewed(now, token));
    }

    private CompletionStage<Renewal> nextTurn(Snapshot row, boolean early, Moment patienceEnd) {
        if (patienceEnd.isPast()) {
            return CompletableFuture.completedFuture(notAnswering());
        }
        return after(POLL.plusMillis(ThreadLocalRandom.current().nextInt(50)), () -> turn(row, early, patienceEnd));
    }

    private <T> CompletionStage<T> after(Duration pause, Supplier<CompletionStage<T>> work) {
        return CompletableFuture.completedFuture(pause)
                .thenComposeAsync(over -> work.get(), threads.after(pause));
    }
}
