package io.sostenuto.login.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.SpotifyUser;
import io.sostenuto.tokens.control.Reply;
import io.sostenuto.tokens.control.SpotifyClients;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import org.eclipse.microprofile.faulttolerance.Asynchronous;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Timeout;

import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who it is that logged in. Nothing depends on it: where Spotify does not say, the user stays unknown. A Web API in
 * trouble takes eight threads at most, and after a few failures none for a while.
 */
@ApplicationScoped
public class Profiles {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int AT_ONCE = 8;
    private static final int WAITING = 200;
    /** In milliseconds: Payara 6.2025.10 does not read the unit of a circuit breaker's delay. */
    private static final int MILLIS = 5_000;
    private static final int MILLIS_OPEN = 10_000;

    private SpotifyApi api;
    private Duration deadline;
    private Workers workers;

    protected Profiles() {
    }

    @Inject
    public Profiles(Settings settings, Workers workers) {
        this.api = SpotifyClients.client(SpotifyApi.class, settings.apiUrl(), settings);
        this.workers = workers;
        this.deadline = settings.spotifyDeadline();
    }

    /**
     * Waits on one of the bulkhead's threads: Payara's circuit breaker takes a stage that fails later for a success.
     *
     * @return the user, or empty for whatever reason, within five seconds; it does not fail
     */
    @Asynchronous
    @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
    @Timeout(MILLIS)
    @CircuitBreaker(requestVolumeThreshold = 10, delay = MILLIS_OPEN)
    @Fallback(NobodyKnown.class)
    public CompletionStage<Optional<SpotifyUser>> of(AccessToken token) {
        var reply = said(Reply.within(deadline, api.me("Bearer " + token.value()), workers.answers()).join());
        return CompletableFuture.completedFuture(reply.status() == 200 ? user(reply.body()) : Optional.empty());
    }

    /** A refusal is about one user (403: not on the list of an app in development mode); a 5xx is about all. */
    private static Reply said(Reply reply) {
        if (reply.status() == 429 || reply.status() >= 500) {
            throw new IllegalStateException("HTTP " + reply.status());
        }
        return reply;
    }

    private static Optional<SpotifyUser> user(String body) {
        try (var reader = JSON.createReader(new StringReader(body))) {
            var json = reader.readObject();
            var name = json.get("display_name") instanceof JsonString text ? text.getString() : null;
            return json.get("id") instanceof JsonString id && !id.getString().isBlank() && id.getString().length() <= 255
                    ? Optional.of(new SpotifyUser(id.getString(), Optional.ofNullable(name).map(Profiles::shortened)))
                    : Optional.empty();
        } catch (JsonException notAProfile) {
            return Optional.empty();
        }
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100);
    }
}
