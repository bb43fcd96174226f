package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.GrantTokens;
import io.sostenuto.sessions.control.Grants;
import io.sostenuto.sessions.control.Leases;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.sessions.entity.Claim;
import io.sostenuto.sessions.entity.Lease;
import io.sostenuto.sessions.entity.Occurrence;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.tokens.entity.Deadline;
import io.sostenuto.tokens.entity.Renewal;
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

    /** What an attempt needs beyond the deadline for Spotify: to wait for another node's journal, and to store. */
    private static final Duration STORING = Duration.ofSeconds(5);
    /** What a node needs to bring its journal into a database that has come back. */
    private static final Duration JOURNAL = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private final SingleFlight<Renewal> flights = new SingleFlight<>();
    private final Storage storage;
    private final Grants grants;
    private final Leases leases;
    private final GrantTokens tokens;
    private final Attempt attempt;
    private final Settlement settlement;
    private final Workers workers;
    private final Event<Occurrence> occurred;
    private final Duration life;
    private final Duration patience;

    @Inject
    public Renewals(Storage storage, Grants grants, Leases leases, GrantTokens tokens, Attempt attempt, Settlement settlement,
                    Workers workers, Settings settings, Event<Occurrence> occurred) {
        this.storage = storage;
        this.grants = grants;
        this.leases = leases;
        this.tokens = tokens;
        this.attempt = attempt;
        this.settlement = settlement;
        this.workers = workers;
        this.occurred = occurred;
        this.life = settings.spotifyDeadline().plus(STORING);
        this.patience = settings.spotifyDeadline().plus(STORING.dividedBy(2));
    }

    protected Renewals() {
        this.storage = null;
        this.grants = null;
        this.leases = null;
        this.tokens = null;
        this.attempt = null;
        this.settlement = null;
        this.workers = null;
        this.occurred = null;
        this.life = null;
        this.patience = null;
    }

    /** Waits until the attempts under way are over; a node that stops does so. @return whether they are */
    public boolean awaitEnd() {
        return flights.awaitEnd(life);
    }

    /** @return whether an attempt for this session is under way in this node */
    boolean isRunning(SessionId session) {
        return flights.isRunning(session);
    }

    /**
     * @param early whether a caller asks for it before it is due
     * @return how the attempt ended, ours or the one that was under way already; never fails but for the database
     */
    CompletionStage<Renewal> renew(Snapshot seen, boolean early) {
        if (flights.isRunning(seen.grant().id())) {
            occurred.fire(Occurrence.CALLER_WAITED);
        }
        return flights.join(seen.grant().id(), () -> leased(seen, early, Deadline.in(patience)));
    }

    private CompletionStage<Renewal> leased(Snapshot seen, boolean early, Deadline patience) {
        return attempt.held(seen).<CompletionStage<Renewal>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> leases.take(new Claim(seen, life))
                        .thenCompose(lease -> lease.isPresent() ? begin(seen, lease.get(), early, patience)
                                : look(seen, early, patience)));
    }

    private CompletionStage<Renewal> begin(Snapshot seen, Lease lease, boolean early, Deadline patience) {
        return (lease.takenOver() ? afterAnother(seen, lease.fence(), early) : attempt.present(seen, lease.fence(), early))
                .thenCompose(renewal -> renewal instanceof Renewal.Overtaken overtaken
                        ? goOn(seen, overtaken.now(), early, patience) : CompletableFuture.completedFuture(renewal));
    }

    /**
     * An attempt of which nothing was heard may have brought a newer generation that only its node's journal has. That
     * gets the time to speak, before the old one is presented again.
     */
    private CompletionStage<Renewal> afterAnother(Snapshot seen, long fence, boolean early) {
        LOG.log(Level.INFO, "Session {0}: a lease that was never given back is taken over", seen.grant().id());
        occurred.fire(Occurrence.LEASE_TAKEN_OVER);
        return after(JOURNAL, () -> storage.ask(() -> grants.find(seen.grant().id()))).thenCompose(found -> {
            if (found.isEmpty() || found.get().grant().ended()) {
                return CompletableFuture.completedFuture(new Renewal.Ended());
            }
            return found.get().grant().generation() == seen.grant().generation()
                    ? attempt.present(found.get(), fence, early) : settlement.untried(found.get(), fence);
        });
    }

    /** The row has changed, or another node is at it: its result is ours. */
    private CompletionStage<Renewal> look(Snapshot seen, boolean early, Deadline patience) {
        return storage.ask(() -> grants.find(seen.grant().id())).thenCompose(found ->
                found.isEmpty() || found.get().grant().ended()
                        ? CompletableFuture.completedFuture(new Renewal.Ended()) : goOn(seen, found.get(), early, patience));
    }

    private CompletionStage<Renewal> goOn(Snapshot seen, Snapshot now, boolean early, Deadline patience) {
        return changed(seen, now).map(CompletableFuture::completedStage).orElseGet(() -> wait(now, early, patience));
    }

    private Optional<Renewal> changed(Snapshot seen, Snapshot now) {
        var suspension = now.grant().suspension();
        if (suspension.isPresent() && seen.grant().suspension().isEmpty() && !now.grant().inIncident()) {
            return Optional.of(new Renewal.Refused(suspension.get()));
        }
        if (now.grant().version() == seen.grant().version() || now.left().isZero()) {
            return Optional.empty();
        }
        return tokens.accessToken(now.grant()).map(token -> new Renewal.Renewed(now, token));
    }

    private CompletionStage<Renewal> wait(Snapshot seen, boolean early, Deadline patience) {
        if (patience.isPast()) {
            return CompletableFuture.completedFuture(
                    new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(2), Optional.empty()));
        }
        return after(POLL.plusMillis(ThreadLocalRandom.current().nextInt(50)), () -> leased(seen, early, patience));
    }

    private <T> CompletionStage<T> after(Duration pause, Supplier<CompletionStage<T>> work) {
        return CompletableFuture.completedFuture(pause)
                .thenComposeAsync(over -> work.get(), workers.after(pause));
    }
}
