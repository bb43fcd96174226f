package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.limits.ExchangePause;
import io.sostenuto.accounts.limits.SpotifyGuard;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.storage.threads.Threads;
import jakarta.ws.rs.core.Form;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The exchange of a code for a grant, which any stranger can bring about with a made-up code: it has threads, a circuit, a
 * bound and a 429 pause of its own, each app its own, so that whatever it meets, renewals go on; and the other way round.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 section 4.1.3</a>
 */
public class CodeExchange {

    private final SpotifyWire wire;
    private final TokenEndpointCall call;
    private final AttemptClock clock;
    private final ExchangePause pause = new ExchangePause(System::nanoTime);
    private final String redirectUri;

    CodeExchange(SpotifyWire wire, URI redirectUri, Threads threads, AttemptClock clock) {
        this.wire = wire;
        this.call = new TokenEndpointCall(wire, SpotifyGuard.ofExchanges(), threads);
        this.clock = clock;
        this.redirectUri = redirectUri.toString();
    }

    /** The next exchange authenticates with this secret. */
    void use(Secret secret) {
        wire.use(secret);
    }

    /**
     * @return an answer that is a value whatever happens
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.5">RFC 7636 section 4.5</a>
     */
    CompletionStage<SpotifyAnswer> grant(String code, String codeVerifier) {
        var held = pause.left();
        if (held.isPresent()) {
            return CompletableFuture.completedFuture(new SpotifyAnswer.RateLimited(held.get()));
        }
        var begun = pause.begun();
        return call.post(new Form().param("grant_type", "authorization_code").param("code", code)
                        .param("redirect_uri", redirectUri).param("code_verifier", codeVerifier), clock.unleased())
                .thenApply(reply -> TokenEndpointReply.read(reply, clock.wall())).thenApply(answer -> noted(answer, begun)).exceptionally(CodeExchange::outage);
    }

    private SpotifyAnswer noted(SpotifyAnswer answer, int begun) {
        if (answer instanceof SpotifyAnswer.RateLimited limited) {
            pause.begin(limited.pause());
        } else {
            pause.over(begun);
        }
        return answer;
    }

    /** An answer that comes later is nobody's: who waited for it has been told. */
    private static SpotifyAnswer outage(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new SpotifyAnswer.Unavailable(cause instanceof SpotifyOutage outage ? outage.getMessage()
                : cause.getClass().getSimpleName());
    }
}
