package io.sostenuto.renewals.incident;

import io.sostenuto.storage.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Notices when Spotify refuses good grants of one app: many distinct users within minutes, and a large share of all who were
 * asked for. While that lasts a refusal says nothing; single probes with refused grants find out when it is over. One
 * user with many sessions opens nothing.
 */
public class IncidentDetector {

    /** What a settled attempt meant for the state of things. */
    public enum Turn {
        NONE, OPENED, CLOSED
    }

    /** How far back refusals count together. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(IncidentDetector.class.getName());
    private static final int USERS = 10;
    private static final double SHARE = 0.25;
    private static final int REMEMBERED = 20_000;
    private static final int IN_A_ROW = 10;
    private static final int PROBES_TO_CLOSE = 2;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private record Attempt(long nanos, String user, boolean refused) {
    }

    private final LongSupplier nanos;
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private boolean open;
    private boolean shared;
    private long openedNanos;
    private int refusedInARow;
    private int goodProbes;
    private Duration pause = FIRST_PAUSE;
    private Deadline nextProbe;

    public IncidentDetector() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock: one that stands still in a machine's sleep only makes an incident longer */
    IncidentDetector(LongSupplier nanos) {
        this.nanos = nanos;
        this.nextProbe = in(Duration.ZERO);
    }

    private Deadline in(Duration time) {
        return Deadline.in(time, nanos);
    }

    /** @return how far back refusals belong to the incident that is going on; empty where none is */
    public synchronized Optional<Duration> reach() {
        return open ? Optional.of(WINDOW.plusNanos(nanos.getAsLong() - openedNanos)) : Optional.empty();
    }

    /** An operator knows better. */
    public synchronized void end() {
        if (open) {
            close();
            shared = false;
        }
    }

    /** @return whether an incident is going on */
    public synchronized boolean isOpen() {
        return open;
    }

    /**
     * What the database says: sessions wait for the end of an incident, opened by this node before a restart or by
     * another one; or none waits any more, because another node has found the end.
     */
    public synchronized void share(boolean sessionsWait) {
        if (sessionsWait && !open) {
            begin();
            nextProbe = in(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
            LOG.warning("Incident: sessions that Spotify refused by mistake wait for its end.");
        } else if (!sessionsWait && open && shared) {
            close();
        }
        shared = sessionsWait;
    }

    private void begin() {
        open = true;
        openedNanos = nanos.getAsLong();
        goodProbes = 0;
        pause = FIRST_PAUSE;
    }

    private void close() {
        open = false;
        refusedInARow = 0;
        attempts.clear();
        LOG.info("Incident over: Spotify accepts the grants again that it refused.");
    }

    /**
     * @param refusedBefore whether this grant was refused during the incident
     * @return how long to wait; empty where the grant may be presented, if need be as the probe
     */
    public synchronized Optional<Duration> holdBack(boolean refusedBefore) {
        if (!open) {
            return Optional.empty();
        }
        if (!refusedBefore && refusedInARow < IN_A_ROW) {
            refusedInARow++; // until it turns out otherwise: hundreds may ask before the first one is refused
            return Optional.empty();
        }
        if (nextProbe.isPast()) {
            nextProbe = in(pause);
            return Optional.empty();
        }
        return Optional.of(nextProbe.left());
    }

    public synchronized Turn accepted(String user, boolean refusedBefore) {
        note(user, false);
        refusedInARow = 0;
        if (!open || !refusedBefore) {
            return Turn.NONE;
        }
        nextProbe = in(Duration.ZERO);
        if (++goodProbes < PROBES_TO_CLOSE) {
            return Turn.NONE;
        }
        close();
        shared = false;
        return Turn.CLOSED;
    }

    public synchronized Turn refused(String user) {
        note(user, true);
        goodProbes = 0;
        if (open) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            nextProbe = in(pause);
            return Turn.NONE;
        }
        refusedInARow++;
        var refusedUsers = users(attempts.stream().filter(Attempt::refused));
        if (refusedUsers < USERS || refusedUsers < SHARE * users(attempts.stream())) {
            return Turn.NONE;
        }
        begin();
        nextProbe = in(pause);
        LOG.warning("Incident: Spotify refused " + refusedUsers + " users within " + WINDOW.toMinutes()
                + " minutes; refusals are not believed until a probe succeeds.");
        return Turn.OPENED;
    }

    private static long users(Stream<Attempt> some) {
        return some.map(Attempt::user).distinct().count();
    }

    private void note(String user, boolean refused) {
        var now = nanos.getAsLong();
        while (!attempts.isEmpty() && (now - attempts.peekFirst().nanos() >= WINDOW.toNanos() || attempts.size() >= REMEMBERED)) {
            attempts.removeFirst();
        }
        attempts.addLast(new Attempt(now, user, refused));
    }
}
