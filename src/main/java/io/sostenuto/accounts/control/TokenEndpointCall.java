package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.limits.SpotifyGuard;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.CallFailure;
import io.sostenuto.storage.entity.Causes;
import io.sostenuto.storage.threads.Threads;
import jakarta.ws.rs.core.Form;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call to the token endpoint: sent once, and never again by itself, because a refresh token may be good for one use.
 * Who waits is told at the deadline. While Spotify is waited for, no thread is held where the transport allows it.
 */
public class TokenEndpointCall {

    /** Nothing was heard until the deadline. */
    private static final class Unheard extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final SpotifyWire wire;
    private final SpotifyGuard guard;
    private final Threads threads;

    public TokenEndpointCall(SpotifyWire wire, SpotifyGuard guard, Threads threads) {
        this.wire = wire;
        this.guard = guard;
        this.threads = threads;
    }

    /**
     * @return the answer with a status that says something. It fails with {@link SpotifyUnheard} where none has come at
     * the deadline and one may come yet, and with another {@link SpotifyOutage} for 408, 5xx, and where none can come
     */
    public CompletionStage<BoundedReply> post(Form form, AttemptTime time) {
        var sent = new AtomicReference<CompletionStage<BoundedReply>>();
        return guard.call(() -> {
            var reply = send(form, time).thenApply(TokenEndpointCall::said);
            sent.set(reply);
            return heard(reply, time);
        }).exceptionallyCompose(failure -> CompletableFuture.failedFuture(Causes.root(failure) instanceof Unheard
                ? new SpotifyUnheard(toldAsOutage(sent.get())) : outage(failure)));
    }

    private CompletionStage<BoundedReply> heard(CompletionStage<BoundedReply> reply, AttemptTime time) {
        return threads.within(time.answerBy().left(), reply.thenApply(Optional::of), Optional::<BoundedReply>empty)
                .thenApply(heard -> heard.orElseThrow(Unheard::new));
    }

    private static CompletionStage<BoundedReply> toldAsOutage(CompletionStage<BoundedReply> reply) {
        return reply.exceptionallyCompose(failure -> CompletableFuture.failedFuture(outage(failure)));
    }

    /** Sends, and where no connection was made, so that nothing left this machine, once more after a moment. */
    private CompletionStage<BoundedReply> send(Form form, AttemptTime time) {
        return wire.post(form, time).exceptionallyCompose(failure -> {
            var moment = Duration.ofMillis(100L + ThreadLocalRandom.current().nextInt(200));
            if (!(Causes.root(failure) instanceof ConnectException) || time.sendBy().left().compareTo(moment) <= 0) {
                return CompletableFuture.failedFuture(failure);
            }
            return CompletableFuture.completedFuture(form)
                    .thenComposeAsync(again -> wire.post(again, time), threads.after(moment));
        });
    }

    private static BoundedReply said(BoundedReply reply) {
        if (reply.status() == 408 || reply.status() >= 500) {
            throw new SpotifyOutage("HTTP " + reply.status(), null);
        }
        if (TokenEndpointReply.isBrokenOff(reply)) {
            throw new SpotifyOutage("the answer broke off", null);
        }
        return reply;
    }

    private static SpotifyOutage outage(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SpotifyOutage outage ? outage : new SpotifyOutage(CallFailure.inWords(cause), cause);
    }
}
