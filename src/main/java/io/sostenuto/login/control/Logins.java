package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.control.CodeExchanges;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.login.entity.LoginAnswer;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of a consent at Spotify: its answer was matched to a login of this browser; now the login is spent, the code is
 * exchanged, and the grant is made durable at once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 sections 4.1.2 and 4.1.3</a>
 */
@ApplicationSingleton
public class Logins {

    /**
     * Whose login it is.
     *
     * @param device as a person calls it
     */
    public record Visitor(Optional<String> device, Optional<IpAddress> address) {
    }

    private final LoginLimits limits;
    private final LoginStorage storage;
    private final UsedStates states;
    private final CodeExchanges spotify;
    private final OpenedSessions sessions;
    private final RepeatedLogins repeated;
    private final ReturnedLinks links;
    private final DatabaseClock clock;
    private final Settings settings;
    private final Event<AuditEvent> audit;
    /** A code is good for once, so a node that ends waits for them. */
    private final Set<CompletableFuture<LoginResult>> underWay = ConcurrentHashMap.newKeySet();

    @Inject
    public Logins(LoginLimits limits, LoginStorage storage, UsedStates states, CodeExchanges spotify, OpenedSessions sessions,
                  RepeatedLogins repeated, ReturnedLinks links, DatabaseClock clock, Settings settings, Event<AuditEvent> audit) {
        this.limits = limits;
        this.storage = storage;
        this.states = states;
        this.spotify = spotify;
        this.sessions = sessions;
        this.repeated = repeated;
        this.links = links;
        this.clock = clock;
        this.settings = settings;
        this.audit = audit;
    }

    /** @return why no login may be begun; empty where one may: it counts */
    public Optional<Failed> refusal(Visitor visitor) {
        return limits.mayBegin(visitor.address()) ? Optional.empty() : Optional.of(failed(Failed.TOO_MANY_LOGINS, visitor));
    }

    /** Nothing was begun here that this answer could belong to, so nothing is stored, and nobody is asked. */
    public Failed unknown(Visitor visitor) {
        return failed(Failed.STATE_MISMATCH, visitor);
    }

    /** @return how the login ended; it does not fail but for a defect. After TOO_MANY_LOGINS it is still under way */
    public CompletionStage<LoginResult> finish(LoginAttempt attempt, LoginAnswer answer, Visitor visitor) {
        if (answer.bringsCode() && !limits.mayBringBack(visitor.address())) {
            return CompletableFuture.completedFuture(failed(Failed.TOO_MANY_LOGINS, visitor));
        }
        var result = spent(attempt, answer, visitor).exceptionally(LoginFailures::unfinished).thenApply(ended -> told(ended, visitor))
                .toCompletableFuture();
        underWay.add(result);
        return result.whenComplete((ended, defect) -> underWay.remove(result));
    }

    /** @return whether all whose code was on its way to Spotify have ended within this time */
    public boolean awaitEnd(Duration atMost) {
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException unfinished) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private LoginResult told(LoginResult result, Visitor visitor) {
        return result.fold(opened -> {
            audit.fire(AuditEvent.of(AuditEvent.Kind.LOGIN, opened.grant()).from(text(visitor)));
            return opened;
        }, overtaken -> overtaken, linked -> linked, failed -> failed(failed, visitor));
    }

    private Failed failed(Failed failed, Visitor visitor) {
        audit.fire(AuditEvent.of(AuditEvent.Kind.LOGIN_FAILED, failed.code()).from(text(visitor)));
        return failed;
    }

    private static Optional<String> text(Visitor visitor) {
        return visitor.address().map(IpAddress::toString);
    }

    /** Once, on all nodes; a login that failed by its answer alone is spent as well, and told so even with the database away. */
    private CompletionStage<LoginResult> spent(LoginAttempt attempt, LoginAnswer answer, Visitor visitor) {
        var failure = answer.failure(settings.accountsUrl().toString());
        var session = SessionId.random();
        var now = clock.now();
        var first = storage.ask(() -> states.use(attempt.state(), attempt.name(), session, now, failure.map(Failed::code)));
        if (failure.isPresent()) {
            return first.exceptionally(away -> true).thenApply(used -> failure.get());
        }
        return first.thenCompose(ours -> ours ? exchanged(attempt, answer, session, now, visitor)
                : again(attempt));
    }

    private CompletionStage<LoginResult> again(LoginAttempt attempt) {
        return attempt.link().isPresent() ? links.again(attempt) : repeated.again(attempt);
    }

    private CompletionStage<LoginResult> exchanged(LoginAttempt attempt, LoginAnswer answer, SessionId session, Instant usedAt,
                                                   Visitor visitor) {
        return spotify.grant(attempt.app(), answer.code(), attempt.codeVerifier()).thenCompose(reply -> {
            if (reply instanceof SpotifyAnswer.Issued issued && issued.refreshToken().isPresent()) {
                return attempt.link().isPresent() ? links.keep(attempt, session, issued)
                        : sessions.open(attempt, session, usedAt, issued, visitor.device());
            }
            var failed = LoginFailures.refused(reply);
            storage.ask(() -> states.fail(attempt.state(), failed.code())); // for a callback that is served again
            return CompletableFuture.completedFuture(failed);
        });
    }
}
