package io.sostenuto.grants.entity;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a session may ask for a newer token before it is due: ten times at once, then once a minute, so that one
 * client cannot use up the application's quota at Spotify.
 *
 * @param until the instant at which all of them would be there again
 */
public record EarlyRenewals(Instant until) {

    private static final Duration EACH = Duration.ofMinutes(1);
    private static final Duration ALL = EACH.multipliedBy(10);

    /** None was used. */
    public static final EarlyRenewals UNUSED = new EarlyRenewals(Instant.EPOCH);

    /** @return how long to wait for the next one; zero where there is one now */
    public Duration wait(Instant now) {
        var wait = Duration.between(now, bounded(now)).plus(EACH).minus(ALL);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** @return what is left after one more */
    public EarlyRenewals used(Instant now) {
        var from = bounded(now);
        return new EarlyRenewals((from.isBefore(now) ? now : from).plus(EACH));
    }

    /**
     * A clock that was set back makes nobody wait longer than for all of them; nor at all where that cannot be what was
     * used, or he would be told to wait a minute, every minute, until the clock is where it was.
     */
    private Instant bounded(Instant now) {
        var latest = now.plus(ALL);
        if (until.isAfter(latest.plus(ALL))) {
            return now;
        }
        return until.isAfter(latest) ? latest : until;
    }
}
