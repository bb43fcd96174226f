package io.sostenuto.login.control;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each of many names: so much at once, and as much again in each period. It remembers a bounded number of
 * them; who has not been heard of for longest is forgotten first, and then has a full bucket.
 */
final class TokenBuckets {

    private static final int REMEMBERED = 50_000;

    private final int size;
    private final long nanosToFill;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What is left, and when that was. */
    private record Bucket(double left, long at) {
    }

    /** @param size 0 for no bound; @param nanos the monotonic clock */
    TokenBuckets(int size, Duration toFill, LongSupplier nanos) {
        this.size = size;
        this.nanosToFill = toFill.toNanos();
        this.nanos = nanos;
    }

    /** @return whether there was one left for this name; it is taken */
    synchronized boolean take(String name) {
        if (size == 0) {
            return true;
        }
        var now = nanos.getAsLong();
        var known = buckets.getOrDefault(name, new Bucket(size, now));
        var left = Math.min(size, known.left() + (double) size * Math.max(0, now - known.at()) / nanosToFill);
        var enough = left >= 1;
        buckets.put(name, new Bucket(enough ? left - 1 : left, now));
        return enough;
    }

    synchronized int remembered() {
        return buckets.size();
    }
}
