package io.sostenuto.login.control;

import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.Grants;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.sessions.control.SharedClock;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.entity.AuditEvent;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.SpotifyUser;
import io.sostenuto.sessions.entity.StorageUnavailable;
import io.sostenuto.tokens.control.CodeExchange;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The end of a consent at Spotify: its answer is checked against the attempt, the code is exchanged, and the grant is
 * durable before anything else is asked.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 sections 4.1.2 and 4.1.3</a>
 */
@ApplicationScoped
public class Logins {

    private static final Logger LOG = Logger.getLogger(Logins.class.getName());

    /** What Spotify's redirect carried, null where a parameter was missing; and the browser that followed it. */
    public record Answer(String state, String code, String error, Optional<String> device) {
        @Override
        public String toString() {
            return "Answer[***]";
        }
    }

    private final CodeExchange spotify;
    private final Profiles profiles;
    private final Storage storage;
    private final Grants grants;
    private final Sessions sessions;
    private final SharedClock clock;
    private final Settings settings;
    private final Event<AuditEvent> audit;

    @Inject
    public Logins(CodeExchange spotify, Profiles profiles, Storage storage, Grants grants, Sessions sessions,
                  SharedClock clock, Settings settings, Event<AuditEvent> audit) {
        this.spotify = spotify;
        this.profiles = profiles;
        this.storage = storage;
        this.grants = grants;
        this.sessions = sessions;
        this.clock = clock;
        this.settings = settings;
        this.audit = audit;
    }

    protected Logins() {
        this.spotify = null;
        this.profiles = null;
        this.storage = null;
        this.grants = null;
        this.sessions = null;
        this.clock = null;
        this.settings = null;
        this.audit = null;
    }

    /** @return how the login ended; it does not fail but for a defect */
    public CompletionStage<LoginResult> finish(Optional<LoginAttempt> started, Answer answer) {
        return ended(started, answer).thenApply(result -> {
            audit.fire(result instanceof LoginResult.Opened opened ? AuditEvent.of(AuditEvent.Kind.LOGIN, opened.grant())
                    : AuditEvent.of(AuditEvent.Kind.LOGIN_FAILED, ((Failed) result).code()));
            return result;
        });
    }

    private CompletionStage<LoginResult> ended(Optional<LoginAttempt> started, Answer answer) {
        if (started.isEmpty()) {
            return failed(Failed.STATE_MISMATCH);
        }
        var attempt = started.get();
        var matches = same(attempt.state(), answer.state());
        return storage.ask(() -> grants.useOnce(attempt.state()))
                .thenCompose(fresh -> fresh && matches ? checked(attempt, answer) : failed(Failed.STATE_MISMATCH))
                .exceptionally(failure -> matches ? unfinished(failure) : Failed.STATE_MISMATCH);
    }

    private static LoginResult unfinished(Throwable failure) {
        if (StorageUnavailable.isCauseOf(failure)) {
            LOG.warning("A login could not be stored: the database is away");
        } else {
            LOG.log(Level.SEVERE, "A defect in a login", failure);
        }
        return Failed.TEMPORARILY_UNAVAILABLE;
    }

    private CompletionStage<LoginResult> checked(LoginAttempt attempt, Answer answer) {
        if (answer.error() != null) {
            return failed(switch (answer.error()) {
                case "access_denied" -> Failed.ACCESS_DENIED;
                case "server_error", "temporarily_unavailable" -> Failed.TEMPORARILY_UNAVAILABLE;
                default -> Failed.BROKER_MISCONFIGURED;
            });
        }
        if (answer.code() == null || answer.code().isBlank()) {
            return failed(Failed.INVALID_CODE);
        }
        return spotify.grant(answer.code(), attempt.codeVerifier())
                .thenCompose(reply -> opened(attempt, reply, answer.device()));
    }

    private CompletionStage<LoginResult> opened(LoginAttempt attempt, SpotifyAnswer reply,
                                                Optional<String> device) {
        if (reply instanceof SpotifyAnswer.InvalidGrant) {
            return failed(Failed.INVALID_CODE);
        }
        if (reply instanceof SpotifyAnswer.Misconfigured wrong) {
            LOG.log(Level.SEVERE, "Spotify refuses the application itself ({0}): check spotify.client-id,"
                    + " spotify.client-secret and the app at Spotify", wrong.code());
            return failed(Failed.BROKER_MISCONFIGURED);
        }
        if (!(reply instanceof SpotifyAnswer.Issued issued) || issued.refreshToken().isEmpty()) {
            LOG.log(Level.WARNING, "A login failed: Spotify''s token endpoint gave no grant ({0})", why(reply));
            return failed(Failed.TEMPORARILY_UNAVAILABLE);
        }
        var grant = new GrantCopy(SessionId.random(), Optional.empty(), issued.scope().orElse(settings.scopes()), 1,
                issued.refreshToken(), clock.now().truncatedTo(ChronoUnit.MILLIS), false);
        return storage.ask(() -> {
            grants.open(grant, issued.accessToken(), issued.life(), device);
            return grant;
        }).thenCompose(stored -> attempt.replaces().map(sessions::replaced)
                .orElse(CompletableFuture.completedFuture(true))).thenCompose(replaced -> profiles.of(issued.accessToken())).thenCompose(user -> identified(grant, user))
                .thenApply(identified -> {
                    LOG.log(Level.INFO, "Session {0}: login", identified.session());
                    return new LoginResult.Opened(identified, attempt.returnTo());
                });
    }

    private static String why(SpotifyAnswer reply) {
        if (reply instanceof SpotifyAnswer.Unavailable unavailable) {
            return unavailable.why();
        } else if (reply instanceof SpotifyAnswer.Garbled garbled) {
            return garbled.why();
        }
        return reply instanceof SpotifyAnswer.RateLimited ? "HTTP 429" : "no refresh token";
    }

    private CompletionStage<GrantCopy> identified(GrantCopy grant, Optional<SpotifyUser> user) {
        if (user.isEmpty()) {
            return CompletableFuture.completedFuture(grant);
        }
        var identified = new GrantCopy(grant.session(), user, grant.scope(), grant.generation(), grant.refreshToken(),
                grant.authorizedAt(), grant.tokenKept());
        return storage.ask(() -> {
            grants.identify(grant.session(), user.get());
            return identified;
        }).exceptionally(away -> grant);
    }

    private static boolean same(String expected, String sent) {
        return sent != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
                sent.getBytes(StandardCharsets.UTF_8));
    }

    private static CompletionStage<LoginResult> failed(Failed failed) {
        return CompletableFuture.completedFuture(failed);
    }
}
