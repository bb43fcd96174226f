package io.sostenuto.tokens.control;

import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.attempt.LateAnswers;
import io.sostenuto.renewals.attempt.RenewalAttempt;
import io.sostenuto.renewals.attempt.RenewalSettlement;
import io.sostenuto.renewals.attempt.Renewals;
import io.sostenuto.renewals.attempt.SingleFlight;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.incident.IncidentDetector;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Step 3 of a token request: serves the stored token, has it renewed, or refuses. The only place that decides.
 */
@ApplicationScoped
public class TokenManager {

    /** A token younger than this is not renewed for the life that a caller would like it to have. */
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration RETRY_STORAGE = Duration.ofSeconds(2);
    private static final Duration RETRY_AT_ONCE = Duration.ofSeconds(1);
    /** How long somebody waits for a newer token whose old one is still good: a slow Spotify is not his trouble. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Why a token would be renewed. */
    private enum Need {
        /** Little of its life is left. */
        DUE,
        /** The caller would like more life than is left. */
        LONGER,
        /** The caller says that it was rejected. */
        REJECTED
    }

    private final SingleFlight<Optional<TokenResult>> copies = new SingleFlight<>();
    private final Sessions sessions;
    private final GrantSealer tokens;
    private final Renewals renewals;
    private final RenewalAttempt attempt;
    private final IncidentDetector incidents;
    private final UnstoredRefusals refusals;
    private final LateAnswers late;
    private final TokenMemory handed;
    private final ForeignChanges elsewhere;
    private final Threads workers;
    private final Duration margin;

    @Inject
    public TokenManager(Sessions sessions, GrantSealer tokens, Renewals renewals, RenewalAttempt attempt, IncidentDetector incidents,
                        UnstoredRefusals refusals, LateAnswers late, TokenMemory handed, ForeignChanges elsewhere,
                        Threads workers, Settings settings) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.renewals = renewals;
        this.attempt = attempt;
        this.incidents = incidents;
        this.refusals = refusals;
        this.late = late;
        this.handed = handed;
        this.elsewhere = elsewhere;
        this.workers = workers;
        this.margin = settings.refreshMargin();
    }

    protected TokenManager() {
        this.sessions = null;
        this.tokens = null;
        this.renewals = null;
        this.attempt = null;
        this.incidents = null;
        this.refusals = null;
        this.late = null;
        this.handed = null;
        this.elsewhere = null;
        this.workers = null;
        this.margin = null;
    }

    /** The node ends: who waits for Spotify without the database is told to ask again. What is under way goes on. */
    public void turnAway() {
        copies.turnAway(Optional.empty());
    }

    /** @return whether the refreshes from cookies that are under way are over within this time */
    public boolean awaitEnd(Duration atMost) {
        return copies.awaitEnd(atMost);
    }

    /**
     * The short way, for most requests: a token that is good, in memory or in the row, and nothing to be done. It keeps
     * to what {@link #token} promises, and waits for the database a quarter of a second at most, twice where it has
     * heard of a change.
     *
     * @param cookie what the browser holds
     * @return without an answer where {@link #token} has to be asked
     */
    public FirstLook atHand(GrantCopy cookie, TokenRequest request) {
        var last = sessions.areFollowed() ? handed.last(cookie.session()).filter(token -> token.known().isPresent())
                : Optional.<TokenMemory.Token>empty();
        if (last.isPresent()) {
            var served = last.get().served();
            var idle = need(true, served.expiry().left(), served.life(), served.version(), request).isEmpty()
                    && served.scope().equals(cookie.scope()) && refusals.of(cookie.session(), cookie.generation()).isEmpty();
            var stands = idle ? now(sessions.stands(cookie, last.get().known().orElseThrow())) : Optional.<Boolean>empty();
            if (stands.isEmpty() || stands.get()) {
                return stands.isEmpty() ? FirstLook.NOTHING : new FirstLook(Optional.of(served), Optional.empty());
            }
        }
        var row = sessions.current(cookie);
        return new FirstLook(now(row).flatMap(found -> found).flatMap(seen -> good(seen, cookie, request)), Optional.of(row));
    }

    /** @return what is known already; nothing where the database is away, which {@link #token} can do without */
    private static <T> Optional<T> now(CompletionStage<T> stage) {
        try {
            return Optional.ofNullable(stage.toCompletableFuture().getNow(null));
        } catch (CompletionException failed) {
            if (StorageUnavailable.isCauseOf(failed)) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    /** @return the answer, where the row has a token that is good and the browser's copy is the newest */
    private Optional<TokenResult.Served> good(Snapshot seen, GrantCopy cookie, TokenRequest request) {
        var grant = seen.grant();
        if (suspension(grant).isPresent() || tokens.newer(grant, cookie).isPresent()) {
            return Optional.empty();
        }
        return tokens.accessToken(grant)
                .filter(token -> need(true, left(seen, token), seen.life(), grant.version(), request).isEmpty())
                .map(token -> served(seen, token, cookie));
    }

    /** A token that was handed out here ends when it was said to, whatever has become of the database's clock since. */
    private Duration left(Snapshot seen, AccessToken token) {
        var left = seen.left();
        return handed.leftByMonotonicClock(seen.grant().id(), token)
                .filter(here -> here.compareTo(left) < 0).orElse(left);
    }

    private Optional<SuspensionReason> suspension(Grant grant) {
        return grant.suspension().or(() -> refusals.of(grant.id(), grant.generation()));
    }

    /**
     * @param cookie what the browser holds
     * @param tried  what {@link #atHand} found for this request
     * @return a token or a refusal, within the Spotify deadline and the waits for the database; it does not fail
     */
    public CompletionStage<TokenResult> token(GrantCopy cookie, TokenRequest request, FirstLook tried) {
        return tried.row().orElseGet(() -> sessions.current(cookie))
                .thenCompose(snapshot -> snapshot.map(found -> decide(found, cookie, request))
                        .orElseGet(() -> done(TokenResult.Refused.of(Problem.NO_SESSION))))
                .exceptionallyCompose(failure -> withoutDatabase(failure, cookie, request));
    }

    private CompletionStage<TokenResult> decide(Snapshot seen, GrantCopy cookie, TokenRequest request) {
        var grant = seen.grant();
        var suspension = suspension(grant);
        if (suspension.isPresent() && !grant.inIncident()) {
            return done(new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(), suspension,
                    tokens.newer(grant, cookie)));
        }
        var token = tokens.accessToken(grant).filter(opened -> !left(seen, opened).isZero());
        var left = token.map(opened -> left(seen, opened)).orElse(Duration.ZERO);
        var need = need(token.isPresent(), left, seen.life(), grant.version(), request);
        if (need.isEmpty()) {
            var served = done(served(seen, token.orElseThrow(), cookie));
            return request.newerThan().isPresent() ? served.thenCompose(elsewhere::heardByAll) : served;
        }
        var early = need.get() != Need.DUE && !renewals.isRunning(cookie.session());
        var wait = early ? grant.earlyRenewals().wait(seen.now()) : Duration.ZERO;
        if (!wait.isZero()) {
            return done(need.get() == Need.LONGER ? served(seen, token.orElseThrow(), cookie)
                    : new TokenResult.Refused(Problem.TOO_MANY_RENEWALS, Optional.of(wait), Optional.empty(),
                            tokens.newer(grant, cookie)));
        }
        var fallback = token.filter(opened -> !request.names(grant.version()));
        var renewed = readable(seen, cookie).thenCompose(now -> renewals.renew(now, early))
                .thenApply(renewal -> answer(renewal, seen, fallback, cookie))
                .exceptionallyCompose(failure -> fallback.isPresent() && StorageUnavailable.isCauseOf(failure)
                        ? done(stillGood(seen, fallback.get(), cookie, Problem.STORAGE_UNAVAILABLE))
                        : CompletableFuture.failedFuture(failure));
        var inTime = fallback.isPresent() && left.compareTo(PATIENCE) > 0
                ? workers.within(PATIENCE, renewed,
                        () -> stillGood(seen, fallback.get(), cookie, Problem.SPOTIFY_UNAVAILABLE)) : renewed;
        return need.get() == Need.DUE ? inTime : inTime.thenCompose(elsewhere::heardByAll); // else others would serve the old one
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

    private Optional<Need> need(boolean there, Duration left, Duration life, int version, TokenRequest request) {
        var quarter = life.dividedBy(4);
        if (!there || left.compareTo(margin.compareTo(quarter) < 0 ? margin : quarter) <= 0) {
            return Optional.of(Need.DUE);
        }
        if (request.names(version)) {
            return Optional.of(Need.REJECTED);
        }
        return request.minTtl().filter(wanted -> left.compareTo(wanted) < 0 && life.minus(left).compareTo(FRESH) >= 0)
                .map(wanted -> Need.LONGER);
    }

    private TokenResult answer(Renewal renewal, Snapshot seen, Optional<AccessToken> fallback, GrantCopy cookie) {
        if (renewal instanceof Renewal.Renewed renewed) {
            return stillGood(renewed.snapshot(), renewed.token(), cookie, Problem.SPOTIFY_UNAVAILABLE);
        } else if (renewal instanceof Renewal.Refused refused) {
            return new TokenResult.Refused(Problem.REAUTHORIZATION_REQUIRED, Optional.empty(),
                    Optional.of(refused.reason()), tokens.newer(seen.grant(), cookie));
        } else if (renewal instanceof Renewal.Kept kept) {
            var changed = kept.changed().orElse(seen);
            if (fallback.isPresent() && kept.problem().action() == Problem.Action.RETRY && !left(changed, fallback.get()).isZero()) {
                return served(changed, fallback.get(), cookie);
            }
            return new TokenResult.Refused(kept.problem(), kept.problem().action() == Problem.Action.RETRY
                    ? Optional.of(kept.retryAfter()) : Optional.empty(), Optional.empty(), tokens.newer(changed.grant(), cookie));
        }
        return TokenResult.Refused.of(Problem.NO_SESSION);
    }

    /** It may have ended while somebody was waited for, or the machine slept. */
    private TokenResult stillGood(Snapshot snapshot, AccessToken token, GrantCopy cookie, Problem otherwise) {
        return left(snapshot, token).isZero() ? new TokenResult.Refused(otherwise, Optional.of(RETRY_AT_ONCE), Optional.empty(),
                tokens.newer(snapshot.grant(), cookie)) : served(snapshot, token, cookie);
    }

    private TokenResult.Served served(Snapshot snapshot, AccessToken token, GrantCopy cookie) {
        var grant = snapshot.grant();
        var served = new TokenResult.Served(token, handed.expiry(left(snapshot, token)), snapshot.life(), grant.scope(),
                grant.version(), grant.reauthorizeBy(), tokens.newer(grant, cookie));
        handed.remember(cookie.session(), served, Optional.of(snapshot.known()).filter(known -> grant.suspension().isEmpty()));
        return served;
    }

    /** The database is away: what this node has in memory, or a grant that may be presented without a lease. */
    private CompletionStage<TokenResult> withoutDatabase(Throwable failure, GrantCopy cookie, TokenRequest request) {
        if (!StorageUnavailable.isCauseOf(failure)) {
            return CompletableFuture.failedFuture(failure);
        }
        if (sessions.endWaits(cookie)) {
            return done(TokenResult.Refused.of(Problem.NO_SESSION));
        }
        var last = handed.valid(cookie.session());
        var need = last.map(held -> need(true, held.expiry().left(), held.life(), held.version(), request))
                .orElse(Optional.of(Need.DUE));
        if (need.isEmpty()) {
            return done(last.orElseThrow());
        }
        Supplier<TokenResult> otherwise = () -> last.filter(held -> need.get() != Need.REJECTED && !held.expiry().isPast())
                .<TokenResult>map(held -> held)
                .orElseGet(() -> TokenResult.Refused.until(Problem.STORAGE_UNAVAILABLE, RETRY_STORAGE));
        var copy = sessions.newest(cookie);
        if (!mayPresent(copy)) {
            return done(otherwise.get());
        }
        if (need.get() != Need.DUE && !copies.isRunning(copy.session())) {
            var wait = handed.earlyWait(copy.session());
            if (!wait.isZero()) {
                return done(need.get() == Need.LONGER ? otherwise.get()
                        : TokenResult.Refused.until(Problem.TOO_MANY_RENEWALS, wait));
            }
            handed.countEarlyRenewal(copy.session());
        }
        return copies.join(copy.session(), () -> attempt.presentCopy(copy).thenApply(answer -> fromCopy(copy, answer)))
                .thenApply(renewed -> renewed.orElseGet(otherwise));
    }

    /** Only a grant that Spotify does not rotate: several nodes may present it at once. */
    private boolean mayPresent(GrantCopy copy) {
        return copy.tokenKept() && copy.refreshToken().isPresent() && !incidents.isOpen()
                && !late.isAwaited(copy.session())
                && refusals.of(copy.session(), copy.generation()).isEmpty();
    }

    private Optional<TokenResult> fromCopy(GrantCopy copy, SpotifyAnswer answer) {
        if (!(answer instanceof SpotifyAnswer.Issued issued)) {
            return Optional.empty();
        }
        var scope = issued.scope().orElse(copy.scope());
        var rotated = RenewalSettlement.next(copy, issued.refreshToken(), scope);
        var served = new TokenResult.Served(issued.accessToken(), handed.expiry(issued.life()), issued.life(), scope,
                handed.nextVersion(copy.session()), copy.authorizedAt().plus(Grant.REAUTHORIZE_AFTER), rotated);
        handed.remember(copy.session(), served, Optional.empty());
        return Optional.of(served);
    }

    private static CompletionStage<TokenResult> done(TokenResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
