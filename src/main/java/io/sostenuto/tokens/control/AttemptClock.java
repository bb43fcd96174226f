package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.tokens.entity.AttemptTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The monotonic clock of a refresh, and how long each part of it may take. */
@ApplicationScoped
public class AttemptClock {

    /** From its taking, at the database. A dead node's lease is over after so long. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final Duration deadline;

    @Inject
    public AttemptClock(Settings settings) {
        this(settings, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    AttemptClock(Settings settings, LongSupplier nanos) {
        this.nanos = nanos;
        this.deadline = settings.spotifyDeadline();
    }

    protected AttemptClock() {
        this.nanos = null;
        this.deadline = null;
    }

    /**
     * How long a connection may take. Two tries have room in one deadline, and none goes on beyond it: what is still
     * connecting at the deadline could send a refresh token that nobody waits for.
     */
    static Duration connect(Duration deadline) {
        return deadline.multipliedBy(2).dividedBy(5);
    }

    /** @return the end of a lease that is asked for now */
    long leaseEnd() {
        return in(LEASE);
    }

    /** @return the moment after this time */
    long in(Duration time) {
        return nanos.getAsLong() + time.toNanos();
    }

    /** @return the time until this moment; zero where it is past */
    Duration left(long moment) {
        return Duration.ofNanos(Math.max(0, moment - nanos.getAsLong()));
    }

    boolean isPast(long moment) {
        return moment - nanos.getAsLong() <= 0;
    }

    /** @return the bounds of a call that begins now, under a lease with this end */
    AttemptTime under(long leaseEnd) {
        var own = in(deadline);
        var answerBy = own - leaseEnd < 0 ? own : leaseEnd;
        return new AttemptTime(answerBy - connect(deadline).toNanos(), answerBy, leaseEnd);
    }

    /** @return the bounds of a call that nobody needs to hear of after its deadline */
    AttemptTime unleased() {
        return under(in(deadline));
    }
}
