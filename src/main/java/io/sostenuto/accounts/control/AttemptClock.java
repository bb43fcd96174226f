package io.sostenuto.accounts.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.Moment;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;

/** The clocks of a refresh, and how long each part of it may take. What is over by either clock is over: a machine may have slept. */
@ApplicationSingleton
public class AttemptClock {

    /** From its taking, at the database. A dead node's lease is over after so long. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private final Clocks clocks;
    private final Duration deadline;

    @Inject
    public AttemptClock(Settings settings) {
        this(settings, Clocks.OF_THIS_MACHINE);
    }

    public AttemptClock(Settings settings, Clocks clocks) {
        this.clocks = clocks;
        this.deadline = settings.spotifyDeadline();
    }

    /**
     * How long a connection may take. Two tries have room in one deadline, and none goes on beyond it: what is still
     * connecting at the deadline could send a refresh token that nobody waits for.
     */
    public static Duration connect(Duration deadline) {
        return deadline.multipliedBy(2).dividedBy(5);
    }

    Moment now() {
        return clocks.now();
    }

    Instant wall() {
        return clocks.wall();
    }

    /** @return the end of a lease that is asked for now */
    public Moment leaseEnd() {
        return in(LEASE);
    }

    public Moment in(Duration time) {
        return clocks.in(time);
    }

    /** @return the bounds of a call that begins now, under a lease with this end */
    public AttemptTime under(Moment leaseEnd) {
        var whole = leaseEnd.left().compareTo(deadline) < 0 ? leaseEnd.left() : deadline;
        return new AttemptTime(in(whole.minus(connect(deadline))), in(whole), leaseEnd);
    }

    /** @return the bounds of a call that nobody needs to hear of after its deadline */
    AttemptTime unleased() {
        return under(in(deadline));
    }
}
