package io.sostenuto.bench;

import java.util.Arrays;

/** What a load showed: requests a second, and latencies in milliseconds. */
record Figures(long requests, double perSecond, double p50, double p90, double p99, double max) {

    /** @param nanos of each request, in any order; @param total from the first to the last */
    static Figures of(long[] nanos, long total) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Figures(sorted.length, sorted.length / (total / 1e9), share(sorted, 0.5), share(sorted, 0.9),
                share(sorted, 0.99), share(sorted, 1));
    }

    private static double share(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
