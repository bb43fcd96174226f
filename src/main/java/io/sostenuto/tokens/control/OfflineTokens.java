package io.sostenuto.tokens.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.renewals.attempt.LateAnswers;
import io.sostenuto.renewals.attempt.RenewalAttempt;
import io.sostenuto.renewals.attempt.RenewalSettlement;
import io.sostenuto.renewals.attempt.SingleFlight;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.tokens.entity.RenewalNeed;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers while the database is away: what this node has in memory, or a grant that may be presented without a lease. */
@ApplicationSingleton
public class OfflineTokens {

    private static final Duration RETRY_STORAGE = Duration.ofSeconds(2);

    private final SingleFlight<Optional<TokenResult>> flights = new SingleFlight<>();
    private final Sessions sessions;
    private final RenewalAttempt attempt;
    private final Incidents incidents;
    private final UnstoredRefusals refusals;
    private final LateAnswers late;
    private final TokenMemory memory;
    private final StoredTokens stored;

    @Inject
    public OfflineTokens(Sessions sessions, RenewalAttempt attempt, Incidents incidents, UnstoredRefusals refusals,
                         LateAnswers late, TokenMemory memory, StoredTokens stored) {
        this.sessions = sessions;
        this.attempt = attempt;
        this.incidents = incidents;
        this.refusals = refusals;
        this.late = late;
        this.memory = memory;
        this.stored = stored;
    }

    /** The node ends: who waits for Spotify is told to ask again. What is under way goes on. */
    public void turnAway() {
        flights.turnAway(Optional.empty());
    }

    /** @return whether the refreshes that are under way are over within this time */
    public boolean awaitEnd(Duration atMost) {
        return flights.awaitEnd(atMost);
    }

    /**
     * @param cookie what the browser holds
     * @return a token or a refusal, within the Spotify deadline; it does not fail
     */
    CompletionStage<TokenResult> token(GrantCopy cookie, TokenRequest request) {
        if (sessions.endWaits(cookie)) {
            return done(TokenResult.Refused.of(Problem.NO_SESSION));
        }
        var last = memory.valid(cookie.session());
        var need = last.map(held -> stored.need(held, request)).orElse(RenewalNeed.DUE);
        if (need == RenewalNeed.NONE) {
            return done(last.orElseThrow());
        }
        Supplier<TokenResult> otherwise = () -> last.filter(held -> need != RenewalNeed.REJECTED && !held.expiry().isPast())
                .<TokenResult>map(held -> held)
                .orElseGet(() -> TokenResult.Refused.until(Problem.STORAGE_UNAVAILABLE, RETRY_STORAGE));
        var copy = sessions.newest(cookie);
        if (!mayPresent(copy)) {
            return done(otherwise.get());
        }
        if (need.isEarly() && !flights.isRunning(copy.session())) {
            var wait = request.budget().orElse(memory::takeEarlyRenewal).take(copy.session());
            if (!wait.isZero()) {
                return done(need == RenewalNeed.LONGER ? otherwise.get()
                        : TokenResult.Refused.until(Problem.TOO_MANY_RENEWALS, wait));
            }
        }
        return flights.join(copy.session(), () -> attempt.presentCopy(copy).thenApply(answer -> fromCopy(copy, answer)))
                .thenApply(renewed -> renewed.orElseGet(otherwise));
    }

    /** Only a grant that Spotify does not rotate: several nodes may present it at once. */
    private boolean mayPresent(GrantCopy copy) {
        return copy.tokenKept() && copy.refreshToken().isPresent() && !incidents.of(copy.app()).isOpen()
                && !late.isAwaited(copy.session())
                && refusals.of(copy.session(), copy.generation()).isEmpty();
    }

    private Optional<TokenResult> fromCopy(GrantCopy copy, SpotifyAnswer answer) {
        if (!(answer instanceof SpotifyAnswer.Issued issued)) {
            return Optional.empty();
        }
        var scope = issued.scope().orElse(copy.scope());
        var rotated = RenewalSettlement.next(copy, issued.refreshToken(), scope);
        var served = new TokenResult.Served(issued.accessToken(), memory.expiry(issued.life()), issued.life(), scope,
                memory.nextVersion(copy.session()), copy.authorizedAt().plus(Grant.REAUTHORIZE_AFTER), rotated, Optional.empty());
        return Optional.of(memory.remember(copy.session(), served));
    }

    private static CompletionStage<TokenResult> done(TokenResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
