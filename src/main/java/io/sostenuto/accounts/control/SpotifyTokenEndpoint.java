package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.limits.RateLimit;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.storage.time.Moment;
import jakarta.ws.rs.core.Form;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Refreshes one app's grants at Spotify's token endpoint, and answers with a value whatever happens. A 429 holds all of this app
 * back. The other grant that the product uses is {@link CodeExchange}'s.
 */
public class SpotifyTokenEndpoint {

    /** The two clocks do not part so far by themselves. */
    private static final Duration NAP = Duration.ofSeconds(5);

    private final TokenEndpointCall call;
    private final RateLimit limit;
    private final AttemptClock clock;

    public SpotifyTokenEndpoint(TokenEndpointCall call, RateLimit limit, AttemptClock clock) {
        this.call = call;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * @return within {@link AttemptTime#answerBy()}, {@link SpotifyAnswer.Unanswered} where Spotify may still answer then
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 section 6</a>
     */
    public CompletionStage<SpotifyAnswer> refresh(RefreshToken token, AttemptTime time) {
        return send(new Form().param("grant_type", "refresh_token").param("refresh_token", token.value()), time);
    }

    private CompletionStage<SpotifyAnswer> send(Form form, AttemptTime time) {
        return limit.holdBack().thenCompose(held -> held.isPresent()
                ? CompletableFuture.completedFuture(new SpotifyAnswer.RateLimited(held.get())) : post(form, time));
    }

    private CompletionStage<SpotifyAnswer> post(Form form, AttemptTime time) {
        var begun = limit.begun();
        return read(call.post(form, time), begun, clock.now());
    }

    private CompletionStage<SpotifyAnswer> read(CompletionStage<BoundedReply> reply, long begun, Moment sent) {
        return reply.thenApply(heard -> TokenEndpointReply.read(heard, clock.wall()))
                .thenApply(answer -> counted(answer, sent)).thenApply(answer -> note(answer, begun))
                .exceptionally(failure -> outage(failure, begun, sent));
    }

    /** Where this machine slept meanwhile, the answer may have lain here all the time: the token's life counts from the call. */
    public static SpotifyAnswer counted(SpotifyAnswer answer, Moment sent) {
        if (!(answer instanceof SpotifyAnswer.Issued issued) || sent.ago().minus(sent.agoByMonotonicClock()).compareTo(NAP) < 0) {
            return answer;
        }
        var left = issued.life().minus(sent.ago());
        return new SpotifyAnswer.Issued(issued.accessToken(), left.isNegative() ? Duration.ZERO : left, issued.scope(),
                issued.refreshToken());
    }

    private SpotifyAnswer note(SpotifyAnswer answer, long begun) {
        if (answer instanceof SpotifyAnswer.RateLimited limited) {
            limit.begin(limited.pause());
        } else {
            limit.over(begun);
        }
        return answer;
    }

    private SpotifyAnswer outage(Throwable failure, long begun, Moment sent) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SpotifyUnheard unheard) {
            return new SpotifyAnswer.Unanswered(read(unheard.late(), begun, sent));
        }
        return new SpotifyAnswer.Unavailable(cause instanceof SpotifyOutage outage ? outage.getMessage()
                : cause.getClass().getSimpleName());
    }
}
