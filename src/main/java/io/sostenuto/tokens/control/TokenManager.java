package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.GrantTokens;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.sessions.entity.StorageUnavailable;
import io.sostenuto.tokens.entity.Renewal;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Step 3 of a token request: serves the stored token, has it renewed, or refuses. The only place that decides.
 */
@ApplicationScoped
public class TokenManager {

    /** A token younger than this is not renewed for the life that a caller would like it to have. */
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration RETRY_STORAGE = Duration.ofSeconds(2);
    private static final Set<Problem> NO_ANSWER = Set.of(Problem.SPOTIFY_UNAVAILABLE, Problem.SPOTIFY_RATE_LIMITED);

    /** Why a token would be renewed. */
    private enum Need {
        /** Little of its life is left. */
        DUE,
        /** The caller would like more life than is left. */
        LONGER,
        /** The caller says that it was rejected. */
        REJECTED
    }

    private final SingleFlight<TokenResult> copies = new SingleFlight<>();
    private final Sessions sessions;
    private final GrantTokens tokens;
    private final Journal journal;
    private final Renewals renewals;
    private final Attempt attempt;
    private final EarlyRenewals early;
    private final Incidents incidents;
    private final Refusals refusals;
    private final Handed handed;
    private final Duration margin;

    @Inject
    public TokenManager(Sessions sessions, GrantTokens tokens, Journal journal, Renewals renewals, Attempt attempt,
                        EarlyRenewals early, Incidents incidents, Refusals refusals, Handed handed, Settings settings) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.journal = journal;
        this.renewals = renewals;
        this.attempt = attempt;
        this.early = early;
        this.incidents = incidents;
        this.refusals = refusals;
        this.handed = handed;
        this.margin = settings.refreshMargin();
    }

    protected TokenManager() {
        this.sessions = null;
        this.tokens = null;
        this.journal = null;
        this.renewals = null;
        this.attempt = null;
        this.early = null;
        this.incidents = null;
        this.refusals = null;
        this.handed = null;
        this.margin = null;
    }

    /**
     * @param cookie what the browser holds
     * @return a token or a refusal, within the Spotify deadline and the waits for the database; it does not fail
     */
    public CompletionStage<TokenResult> token(GrantCopy cookie, TokenRequest request) {
        return sessions.current(cookie)
                .thenCompose(snapshot -> snapshot.map(found -> decide(found, cookie, request))
                        .orElseGet(() -> done(TokenResult.Refused.of(Problem.NO_SESSION))))
                .exceptionallyCompose(failure -> withoutDatabase(failure, cookie, request));
    }

    private CompletionStage<TokenResult> decide(Snapshot seen, GrantCopy cookie, TokenRequest request) {
        var suspension = seen.grant().suspension().or(() -> refusals.of(seen.grant()));
        if (suspension.isPresent() && !seen.grant().inIncident()) {
            return done(new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(), suspension,
                    Optional.empty()));
        }
        var token = tokens.accessToken(seen.grant()).filter(opened -> !seen.left().isZero());
        var need = need(seen, token, request);
        if (need.isEmpty()) {
            return done(served(seen, token.orElseThrow(), cookie));
        }
        var isEarly = need.get() != Need.DUE && !renewals.isRunning(cookie.session());
        if (isEarly && !early.take(cookie.session())) {
            return done(need.get() == Need.LONGER ? served(seen, token.orElseThrow(), cookie)
                    : TokenResult.Refused.until(Problem.TOO_MANY_RENEWALS, early.next(cookie.session())));
        }
        var fallback = token.filter(opened -> !request.names(seen.grant().version()));
        return readable(seen, cookie).thenCompose(renewals::renew).thenApply(renewal -> {
                    if (isEarly && renewal instanceof Renewal.Kept kept && NO_ANSWER.contains(kept.problem())) {
                        early.giveBack(cookie.session());
                    }
                    return answer(renewal, seen, fallback, cookie);
                })
                .exceptionallyCompose(failure -> fallback.isPresent() && StorageUnavailable.isCauseOf(failure)
                        ? done(served(seen, fallback.get(), cookie)) : CompletableFuture.failedFuture(failure));
    }

    /** A row whose key is gone is mended from the browser's copy of the same generation. */
    private CompletionStage<Snapshot> readable(Snapshot seen, GrantCopy cookie) {
        var grant = seen.grant();
        if (cookie.generation() != grant.generation() || cookie.refreshToken().isEmpty()
                || tokens.refreshToken(grant).isPresent()) {
            return CompletableFuture.completedFuture(seen);
        }
        return sessions.mended(cookie).thenApply(mended -> mended.orElse(seen));
    }

    private Optional<Need> need(Snapshot seen, Optional<AccessToken> token, TokenRequest request) {
        var quarter = seen.life().dividedBy(4);
        var left = seen.left();
        if (token.isEmpty() || left.compareTo(margin.compareTo(quarter) < 0 ? margin : quarter) <= 0) {
            return Optional.of(Need.DUE);
        }
        if (request.names(seen.grant().version())) {
            return Optional.of(Need.REJECTED);
        }
        return request.minTtl().filter(wanted -> left.compareTo(wanted) < 0 && seen.age().compareTo(FRESH) >= 0)
                .map(wanted -> Need.LONGER);
    }

    private TokenResult answer(Renewal renewal, Snapshot seen, Optional<AccessToken> fallback, GrantCopy cookie) {
        if (renewal instanceof Renewal.Renewed renewed) {
            return served(renewed.snapshot(), renewed.token(), cookie);
        } else if (renewal instanceof Renewal.Refused refused) {
            return new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(),
                    Optional.of(refused.reason()), Optional.empty());
        } else if (renewal instanceof Renewal.Kept kept) {
            var changed = kept.changed().orElse(seen);
            if (fallback.isPresent() && kept.problem().action() == Problem.Action.RETRY && !changed.left().isZero()) {
                return served(changed, fallback.get(), cookie);
            }
            return new TokenResult.Refused(kept.problem(), kept.problem().action() == Problem.Action.RETRY
                    ? Optional.of(kept.retryAfter()) : Optional.empty(), Optional.empty(), renewedCookie(changed.grant(), cookie));
        }
        return TokenResult.Refused.of(Problem.NO_SESSION);
    }

    private TokenResult served(Snapshot snapshot, AccessToken token, GrantCopy cookie) {
        var served = Handed.served(token, snapshot.left(), snapshot.grant());
        handed.remember(cookie.session(), served);
        return new TokenResult.Served(token, served.expiry(), served.scope(), served.version(), served.reauthorizeBy(),
                renewedCookie(snapshot.grant(), cookie));
    }

    /** @return the copy for a new cookie where the browser's is not what the row says */
    private Optional<GrantCopy> renewedCookie(Grant grant, GrantCopy cookie) {
        var same = grant.generation() == cookie.generation() && grant.tokenKept() == cookie.tokenKept()
                && grant.scope().equals(cookie.scope()) && grant.user().equals(cookie.user());
        return same ? Optional.empty() : Optional.of(tokens.copy(grant));
    }

    /** The database is away: what this node has in memory, or a grant that may be presented without a lease. */
    private CompletionStage<TokenResult> withoutDatabase(Throwable failure, GrantCopy cookie, TokenRequest request) {
        if (!StorageUnavailable.isCauseOf(failure)) {
            return CompletableFuture.failedFuture(failure);
        }
        if (sessions.endWaits(cookie)) {
            return done(TokenResult.Refused.of(Problem.NO_SESSION));
        }
        var last = handed.valid(cookie.session()).filter(served -> !request.names(served.version()));
        if (last.isPresent()) {
            return done(last.get());
        }
        var copy = sessions.newest(cookie);
        if (!copy.tokenKept() || copy.refreshToken().isEmpty() || incidents.isOpen()) {
            return done(TokenResult.Refused.until(Problem.STORAGE_UNAVAILABLE, RETRY_STORAGE));
        }
        return copies.join(copy.session(), () -> attempt.presentCopy(copy).thenApply(answer -> fromCopy(copy, answer)));
    }

    private TokenResult fromCopy(GrantCopy copy, SpotifyAnswer answer) {
        if (!(answer instanceof SpotifyAnswer.Issued issued)) {
            return TokenResult.Refused.until(Problem.STORAGE_UNAVAILABLE, RETRY_STORAGE);
        }
        var scope = issued.scope().orElse(copy.scope());
        var rotated = Settlement.next(copy, issued.refreshToken(), scope);
        rotated.ifPresent(copyToKeep -> {
            journal.keep(copyToKeep);
            journal.await(copyToKeep);
        });
        var served = Handed.served(issued.accessToken(), issued.life(), scope, handed.nextVersion(copy.session()),
                copy.authorizedAt());
        handed.remember(copy.session(), served);
        return new TokenResult.Served(served.token(), served.expiry(), scope, served.version(), served.reauthorizeBy(),
                rotated);
    }

    private static CompletionStage<TokenResult> done(TokenResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
