package io.sostenuto.accounts.limits;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.faulttolerance.standalone.StandaloneFaultTolerance;
import io.sostenuto.accounts.control.TokenEndpointCall;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SendInTime;
import jakarta.enterprise.util.TypeLiteral;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What stands between us and a Spotify in trouble: a bound for the calls on their way, and a circuit breaker, open where
 * most of the last calls found nobody: then nothing is sent but one call every ten seconds, until one is answered. A
 * waiting call holds no thread. The deadline is the call's own ({@link TokenEndpointCall}): each has what is left of its attempt.
 *
 * <p>MicroProfile Fault Tolerance's strategies and exceptions, from a library that we bring and not by annotations: a
 * server's own asynchronous form holds a thread for every call that waits (seen on Payara 6.2025.10).
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-fault-tolerance-4.0/">MicroProfile Fault Tolerance 4.0</a>
 */
public class SpotifyGuard {

    private static final int REMEMBERED = 20;
    private static final double TO_OPEN = 0.75;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** More than listeners who can wait for one deadline together; it keeps memory and sockets bounded. */
    private static final int ON_THEIR_WAY = 5_000;

    /** Exchanges of codes: each may hold a socket, and strangers can have them begun. */
    private static final int EXCHANGES_ON_THEIR_WAY = 500;

    static final TypeLiteral<CompletionStage<BoundedReply>> CALL = new TypeLiteral<>() { };

    private final TypedGuard<CompletionStage<BoundedReply>> guard;

    protected SpotifyGuard(int onTheirWay) {
        this(onTheirWay, TypedGuard.create(CALL));
    }

    /** What the guard itself refuses, or our own clock, says nothing about Spotify. */
    SpotifyGuard(int onTheirWay, TypedGuard.Builder<CompletionStage<BoundedReply>> plain) {
        guard = plain.withBulkhead().limit(onTheirWay).queueSize(1).done()
                .withCircuitBreaker().requestVolumeThreshold(REMEMBERED).failureRatio(TO_OPEN)
                .skipOn(List.of(SendInTime.TooLate.class, BulkheadException.class))
                .delay(PAUSE.toMillis(), ChronoUnit.MILLIS).successThreshold(1).done()
                .build();
    }

    /** @return a guard for one app's refreshes */
    public static SpotifyGuard ofRefreshes() {
        return new SpotifyGuard(ON_THEIR_WAY);
    }

    /** @return a guard of its own for one app's exchanges of codes: what they meet stops no renewal */
    public static SpotifyGuard ofExchanges() {
        return new SpotifyGuard(EXCHANGES_ON_THEIR_WAY);
    }

    /** All guards of this application have ended: so do their timers. */
    public static void stop() {
        try {
            StandaloneFaultTolerance.shutdown();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return what the call brings; it fails with an exception of MicroProfile Fault Tolerance where this ended it */
    public CompletionStage<BoundedReply> call(Supplier<CompletionStage<BoundedReply>> call) {
        return guard.get(call);
    }
}
