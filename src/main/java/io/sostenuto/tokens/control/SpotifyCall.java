package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Secret;
import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.tokens.entity.SpotifyAnswered;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

import javax.net.ssl.SSLException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * One POST to the token endpoint, sent once and never again by itself: a refresh token may be good for one use. While
 * Spotify is waited for, no thread is held where the transport allows it.
 */
@ApplicationScoped
public class SpotifyCall {

    /** What is still open so long after the guard's deadline is closed. */
    private static final Duration CLOSED_AFTER = Duration.ofMillis(500);

    private final SpotifyAccounts accounts;
    private final SpotifyGuard guard;
    private final Workers workers;
    private final Event<SpotifyAnswered> answered;
    private final String clientId;
    private final Duration deadline;
    private volatile String basic;

    @Inject
    public SpotifyCall(SpotifyAccounts accounts, SpotifyGuard guard, Workers workers, Settings settings,
                       Event<SpotifyAnswered> answered) {
        this.accounts = accounts;
        this.guard = guard;
        this.workers = workers;
        this.answered = answered;
        this.clientId = settings.clientId();
        this.deadline = settings.spotifyDeadline();
        this.basic = basic(settings.clientSecret());
    }

    protected SpotifyCall() {
        this.accounts = null;
        this.guard = null;
        this.workers = null;
        this.answered = null;
        this.clientId = null;
        this.deadline = null;
    }

    /** The next call authenticates with this secret. */
    public void use(Secret secret) {
        basic = basic(secret);
    }

    private String basic(Secret secret) {
        var credentials = clientId + ":" + secret.value();
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** @return the answer with a status that says something; {@link SpotifyOutage} for 408, 5xx, and none in time */
    public CompletionStage<Reply> post(Form form) {
        return guard.call(() -> timed(form).thenApply(SpotifyCall::said))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(outage(failure)));
    }

    private CompletionStage<Reply> timed(Form form) {
        var begun = System.nanoTime();
        return Reply.within(deadline.plus(CLOSED_AFTER), send(form), workers.answers())
                .whenComplete((reply, failure) -> answered.fire(
                        new SpotifyAnswered(Duration.ofNanos(System.nanoTime() - begun))));
    }

    /** Sends, and where no connection was made, so that nothing left this machine, once more after a moment. */
    private CompletionStage<Response> send(Form form) {
        return accounts.token(basic, form).exceptionallyCompose(failure -> {
            if (!(root(failure) instanceof ConnectException)) {
                return CompletableFuture.failedFuture(failure);
            }
            var moment = Duration.ofMillis(100L + ThreadLocalRandom.current().nextInt(200));
            return CompletableFuture.completedFuture(form)
                    .thenComposeAsync(again -> accounts.token(basic, again), workers.after(moment));
        });
    }

    private static Reply said(Reply reply) {
        if (reply.status() == 408 || reply.status() >= 500) {
            throw new SpotifyOutage("HTTP " + reply.status(), null);
        }
        return reply;
    }

    private static SpotifyOutage outage(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SpotifyOutage outage ? outage : new SpotifyOutage(inWords(cause), cause);
    }

    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What an operator reads in the log. */
    private static String inWords(Throwable failure) {
        var root = root(failure);
        if (root instanceof CircuitBreakerOpenException) {
            return "the circuit is open";
        }
        if (root instanceof BulkheadException) {
            return "too many calls are on their way";
        }
        if (root instanceof org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException
                || root instanceof TimeoutException || root instanceof SocketTimeoutException
                || root instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (root instanceof UnknownHostException || root instanceof UnresolvedAddressException) {
            return "its host name is not known";
        }
        if (root instanceof SSLException || root instanceof GeneralSecurityException) {
            return "no TLS connection";
        }
        return root instanceof ConnectException || root instanceof ClosedChannelException
                ? "no connection" : "the connection broke off";
    }
}
