package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.Grants;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.tokens.entity.Deadline;
import io.sostenuto.tokens.entity.Renewal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Step 4 of a token request: one caller renews, the others wait for its result. In this node by a shared future,
 * across nodes by the lease in the row; nobody who waits holds a thread or a connection, and a caller that goes away
 * cancels nothing.
 */
@ApplicationScoped
public class Renewals {

    /** What an attempt needs beyond the deadline for Spotify: to store the result. */
    private static final Duration STORING = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final SingleFlight<Renewal> flights = new SingleFlight<>();
    private final Storage storage;
    private final Grants grants;
    private final Attempt attempt;
    private final Workers workers;
    private final Duration lease;
    private final Duration patience;

    @Inject
    public Renewals(Storage storage, Grants grants, Attempt attempt, Workers workers, Settings settings) {
        this.storage = storage;
        this.grants = grants;
        this.attempt = attempt;
        this.workers = workers;
        this.lease = settings.spotifyDeadline().plus(STORING);
        this.patience = settings.spotifyDeadline().plus(STORING.dividedBy(2));
    }

    protected Renewals() {
        this.storage = null;
        this.grants = null;
        this.attempt = null;
        this.workers = null;
        this.lease = null;
        this.patience = null;
    }

    /** @return whether an attempt for this session is under way in this node */
    boolean isRunning(SessionId session) {
        return flights.isRunning(session);
    }

    /** @return how the attempt ended, ours or the one that was under way already; never fails but for the database */
    CompletionStage<Renewal> renew(Snapshot seen) {
        return flights.join(seen.grant().id(), () -> leased(seen, Deadline.in(patience)));
    }

    private CompletionStage<Renewal> leased(Snapshot seen, Deadline patience) {
        return attempt.held(seen).<CompletionStage<Renewal>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> storage.ask(() -> grants.lease(seen, lease))
                        .thenCompose(fence -> fence.isPresent() ? attempt.present(seen, fence.get())
                                : look(seen, patience)));
    }

    /** The row has changed, or another node is at it: its result is ours. */
    private CompletionStage<Renewal> look(Snapshot seen, Deadline patience) {
        return storage.ask(() -> grants.find(seen.grant().id())).thenCompose(found -> {
            if (found.isEmpty() || found.get().grant().ended()) {
                return CompletableFuture.completedFuture(new Renewal.Ended());
            }
            return changed(seen, found.get()).map(CompletableFuture::completedStage)
                    .orElseGet(() -> wait(found.get(), patience));
        });
    }

    private Optional<Renewal> changed(Snapshot seen, Snapshot now) {
        var suspension = now.grant().suspension();
        if (suspension.isPresent() && seen.grant().suspension().isEmpty() && !now.grant().inIncident()) {
            return Optional.of(new Renewal.Refused(suspension.get()));
        }
        if (now.grant().version() == seen.grant().version() || now.left().isZero()) {
            return Optional.empty();
        }
        return grants.accessToken(now.grant()).map(token -> new Renewal.Renewed(now, token));
    }

    private CompletionStage<Renewal> wait(Snapshot seen, Deadline patience) {
        if (patience.isPast()) {
            return CompletableFuture.completedFuture(
                    new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(2), Optional.empty()));
        }
        var pause = POLL.plusMillis(ThreadLocalRandom.current().nextInt(100));
        return CompletableFuture.completedFuture(seen)
                .thenComposeAsync(last -> leased(last, patience), workers.after(pause));
    }
}
