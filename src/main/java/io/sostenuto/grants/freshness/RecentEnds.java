package io.sostenuto.grants.freshness;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.SessionId;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The sessions that this node knows to have ended within the last {@link #KEPT}: an end is final, so a database that has
 * lost it can be told again. At most {@link #MOST}; the oldest make room.
 */
final class RecentEnds {

    static final Duration KEPT = Duration.ofMinutes(15);
    /** A few megabytes. */
    static final int MOST = 20_000;

    private record Ended(EndReason reason, long at) {
    }

    private final LongSupplier nanos;
    /** The oldest first. */
    private final Map<SessionId, Ended> all = new LinkedHashMap<>();

    /** @param nanos the monotonic clock */
    RecentEnds(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void add(SessionId session, EndReason reason) {
        var first = all.remove(session);
        all.put(session, new Ended(first == null ? reason : first.reason, nanos.getAsLong()));
        forget();
    }

    synchronized boolean has(SessionId session) {
        var ended = all.get(session);
        return ended != null && isRecent(ended);
    }

    /** @return why each of them ended */
    synchronized Map<SessionId, EndReason> all() {
        forget();
        var reasons = new LinkedHashMap<SessionId, EndReason>();
        all.forEach((session, ended) -> reasons.put(session, ended.reason));
        return reasons;
    }

    private boolean isRecent(Ended ended) {
        return nanos.getAsLong() - ended.at < KEPT.toNanos();
    }

    private void forget() {
        for (var oldest = all.values().iterator(); oldest.hasNext();) {
            var ended = oldest.next();
            if (all.size() <= MOST && isRecent(ended)) {
                return;
            }
            oldest.remove();
        }
    }
}
