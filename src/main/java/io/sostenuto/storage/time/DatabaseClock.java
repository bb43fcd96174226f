package io.sostenuto.storage.time;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.time.Instant;

/**
 * The database's clock as it was seen last, counted on by this machine's: all nodes agree on it, and one whose wall clock
 * is wrong agrees with them. Before the first contact it is this machine's own clock.
 *
 * <p>Between two sights the clock counts that went further: the monotonic one stands still in a machine's sleep, and what
 * is too late by a jump of the wall clock is put right by the next sight.
 */
@ApplicationScoped
public class DatabaseClock {

    /** No lease that was taken before a jump lives longer. */
    public static final Duration LONGEST_LEASE = Duration.ofSeconds(31);
    /** Clocks that are only kept in step do not part so far between two sights. */
    private static final Duration STEP = Duration.ofSeconds(2);

    /** The database's time, told between two moments of this machine. */
    private record Sight(Instant time, Moment asked, Moment heard) {
    }

    private final Clocks clocks;
    private volatile Sight last;
    private volatile Moment jumped;

    public DatabaseClock() {
        this(Clocks.OF_THIS_MACHINE);
    }

    public DatabaseClock(Clocks clocks) {
        this.clocks = clocks;
    }

    public Instant now() {
        var seen = last;
        return seen == null ? clocks.wall() : seen.time().plus(seen.heard().ago());
    }

    /** @return this moment by this machine's clocks; to be taken before the database is asked, for {@link #saw} */
    public Moment here() {
        return clocks.now();
    }

    /** @param time of the database, told since then */
    public void saw(Moment asked, Instant time) {
        var before = last;
        var sight = new Sight(time, asked, clocks.now());
        if (before != null && hasJumped(before, sight)) {
            jumped = sight.heard();
        }
        last = sight;
    }

    /** However long it took to be told, what has passed lies between the least and the most that it can have been. */
    private static boolean hasJumped(Sight before, Sight now) {
        var passed = Duration.between(before.time(), now.time());
        var least = Duration.ofNanos(now.asked().nanos() - before.heard().nanos());
        return passed.compareTo(least.minus(STEP)) < 0 || passed.compareTo(before.asked().ago().plus(STEP)) > 0;
    }

    /**
     * @return false for as long as a lease may last after the database's clock has jumped: by that clock it would be over,
     * while the token is still on its way
     */
    public boolean isSteady() {
        var jump = jumped;
        return jump == null || jump.agoByMonotonicClock().compareTo(LONGEST_LEASE) > 0;
    }
}
