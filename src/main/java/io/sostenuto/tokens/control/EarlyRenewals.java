package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.SessionId;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a session may ask for a newer token before it is due: ten times at once, then once a minute, so that one
 * client cannot use up the application's quota at Spotify.
 */
@ApplicationScoped
public class EarlyRenewals {

    private static final int BURST = 10;
    private static final long REFILL = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 100_000;

    private final Map<SessionId, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Allowance> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Allowance(double left, long at) {
        Allowance refilled(long now) {
            return new Allowance(Math.min(BURST, left + (double) (now - at) / REFILL), now);
        }
    }

    /** Takes one if there is one. */
    synchronized boolean take(SessionId session) {
        var now = System.nanoTime();
        var allowance = allowances.getOrDefault(session, new Allowance(BURST, now)).refilled(now);
        var granted = allowance.left() >= 1;
        allowances.put(session, granted ? new Allowance(allowance.left() - 1, now) : allowance);
        return granted;
    }

    /** Gives one back that brought nothing, because Spotify or the database did not answer. */
    synchronized void giveBack(SessionId session) {
        allowances.computeIfPresent(session, (id, allowance) ->
                new Allowance(Math.min(BURST, allowance.left() + 1), allowance.at()));
    }

    /** @return when the next one is there */
    synchronized Duration next(SessionId session) {
        var now = System.nanoTime();
        var left = allowances.getOrDefault(session, new Allowance(BURST, now)).refilled(now).left();
        return left >= 1 ? Duration.ZERO : Duration.ofNanos((long) ((1 - left) * REFILL));
    }
}
