package io.sostenuto.tokens.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.attempt.Renewals;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.tokens.entity.RenewalNeed;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Step 3 of a token request: serves the stored token, has it renewed, or refuses. The only place that decides. */
@ApplicationSingleton
public class TokenManager {

    private static final Duration RETRY_AT_ONCE = Duration.ofSeconds(1);
    /** How long somebody waits for a newer token while the old one is still good: then he gets that one. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Sessions sessions;
    private final GrantSealer sealer;
    private final Renewals renewals;
    private final StoredTokens stored;
    private final OfflineTokens offline;
    private final TokenMemory memory;
    private final ForeignChanges foreignChanges;
    private final Threads threads;

    @Inject
    public TokenManager(Sessions sessions, GrantSealer sealer, Renewals renewals, StoredTokens stored, OfflineTokens offline,
                        TokenMemory memory, ForeignChanges foreignChanges, Threads threads) {
        this.sessions = sessions;
        this.sealer = sealer;
        this.renewals = renewals;
        this.stored = stored;
        this.offline = offline;
        this.memory = memory;
        this.foreignChanges = foreignChanges;
        this.threads = threads;
    }

    /**
     * @param cookie what the browser holds
     * @param look   what is asked for, and what {@link ShortWay} found
     * @return a token or a refusal, within the Spotify deadline and the waits for the database; it fails for a defect alone
     */
    public CompletionStage<TokenResult> token(GrantCopy cookie, FirstLook look) {
        var request = look.request();
        return look.row().orElseGet(() -> sessions.healedRow(cookie))
                .thenCompose(row -> row.map(found -> decide(found, cookie, request))
                        .orElseGet(() -> done(TokenResult.Refused.of(Problem.NO_SESSION))))
                .thenApply(result -> result.<TokenResult>fold(served -> memory.remember(cookie.session(), served), refused -> refused))
                .exceptionallyCompose(failure -> StorageUnavailable.isCauseOf(failure) ? offline.token(cookie, request)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletionStage<TokenResult> decide(Snapshot row, GrantCopy cookie, TokenRequest request) {
        var grant = row.grant();
        var suspension = stored.suspension(grant);
        if (suspension.isPresent() && !grant.inIncident()) {
            return done(new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(), suspension,
                    sealer.newer(grant, cookie)));
        }
        var token = stored.token(row);
        var need = stored.need(row, token, request);
        if (need == RenewalNeed.NONE) {
            var served = done(stored.served(row, token.orElseThrow(), cookie));
            return request.newerThan().isPresent() ? served.thenCompose(foreignChanges::heardByAll) : served;
        }
        var early = need.isEarly() && !renewals.isRunning(cookie.session());
        var wait = early ? request.budget().map(budget -> budget.take(cookie.session())).orElseGet(() -> grant.earlyRenewals().wait(row.now()))
                : Duration.ZERO;
        if (!wait.isZero()) {
            return done(need == RenewalNeed.LONGER ? stored.served(row, token.orElseThrow(), cookie)
                    : new TokenResult.Refused(Problem.TOO_MANY_RENEWALS, Optional.of(wait), Optional.empty(),
                            sealer.newer(grant, cookie)));
        }
        var renewed = renew(row, cookie, token.filter(opened -> !request.names(grant.version())),
                early && request.budget().isEmpty());
        return need == RenewalNeed.DUE ? renewed : renewed.thenCompose(foreignChanges::heardByAll); // else others would serve the old one
    }

    /**
     * @param fallback a token that is good for this caller, too, if there is no newer one in time
     * @param early    whether it counts as one that the session's pages asked for
     */
    private CompletionStage<TokenResult> renew(Snapshot row, GrantCopy cookie, Optional<AccessToken> fallback, boolean early) {
        var renewed = readable(row, cookie).thenCompose(now -> renewals.renew(now, early))
                .thenApply(renewal -> answer(renewal, row, fallback, cookie))
                .exceptionallyCompose(failure -> fallback.isPresent() && StorageUnavailable.isCauseOf(failure)
                        ? done(stillGood(row, fallback.get(), cookie, Problem.STORAGE_UNAVAILABLE))
                        : CompletableFuture.failedFuture(failure));
        return fallback.filter(token -> stored.left(row, token).compareTo(PATIENCE) > 0)
                .map(token -> threads.within(PATIENCE, renewed, () -> stillGood(row, token, cookie, Problem.SPOTIFY_UNAVAILABLE)))
                .orElse(renewed);
    }

    /** A row whose key is gone is mended from the browser's copy of the same generation. */
    private CompletionStage<Snapshot> readable(Snapshot row, GrantCopy cookie) {
        var grant = row.grant();
        if (cookie.generation() != grant.generation() || cookie.refreshToken().isEmpty()
                || sealer.refreshToken(grant).isPresent()) {
            return CompletableFuture.completedFuture(row);
        }
        return sessions.mend(cookie).thenApply(mended -> mended.orElse(row));
    }

    private TokenResult answer(Renewal renewal, Snapshot row, Optional<AccessToken> fallback, GrantCopy cookie) {
        return renewal.fold(
                renewed -> stillGood(renewed.snapshot(), renewed.token(), cookie, Problem.SPOTIFY_UNAVAILABLE),
                kept -> kept(kept, kept.changed().orElse(row), fallback, cookie),
                refused -> new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(), Optional.of(refused.reason()),
                        sealer.newer(row.grant(), cookie)),
                overtaken -> TokenResult.Refused.until(Problem.SPOTIFY_UNAVAILABLE, RETRY_AT_ONCE),
                ended -> TokenResult.Refused.of(Problem.NO_SESSION));
    }

    private TokenResult kept(Renewal.Kept kept, Snapshot row, Optional<AccessToken> fallback, GrantCopy cookie) {
        var mayRetry = kept.problem().action() == Problem.Action.RETRY;
        if (mayRetry && fallback.isPresent() && !stored.left(row, fallback.get()).isZero()) {
            return stored.served(row, fallback.get(), cookie);
        }
        return new TokenResult.Refused(kept.problem(), mayRetry ? Optional.of(kept.retryAfter()) : Optional.empty(), Optional.empty(),
                sealer.newer(row.grant(), cookie));
    }

    /** It may have ended while somebody was waited for, or the machine slept. */
    private TokenResult stillGood(Snapshot row, AccessToken token, GrantCopy cookie, Problem otherwise) {
        return stored.left(row, token).isZero() ? new TokenResult.Refused(otherwise, Optional.of(RETRY_AT_ONCE), Optional.empty(),
                sealer.newer(row.grant(), cookie)) : stored.served(row, token, cookie);
    }

    private static CompletionStage<TokenResult> done(TokenResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
