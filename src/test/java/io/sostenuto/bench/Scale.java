package io.sostenuto.bench;

import java.util.List;

/**
 * How long and how often it is measured.
 *
 * @param runs    of everything; a figure is the median
 * @param pairs   of this build and the one before it
 * @param seconds of one run
 * @param warmUp  seconds before the first run, on each server
 * @param flags   of the JVMs of the product and of the empty server
 */
record Scale(int runs, int pairs, int seconds, int warmUp, List<String> flags, Sizes sizes) {

    /** The recommended ones. */
    private static final String FLAGS = "-XX:+UseG1GC -Xms448m -Xmx448m"
            + " -XX:-G1UseAdaptiveIHOP -XX:InitiatingHeapOccupancyPercent=70";

    /** As the build asks for it; with {@code -Dbench.quick} enough to see where a change goes, and no more. */
    static Scale asked() {
        var quick = System.getProperty("bench.quick") != null;
        return new Scale(Integer.getInteger("bench.runs", quick ? 1 : 3), Integer.getInteger("bench.pairs", quick ? 3 : 11),
                Integer.getInteger("bench.seconds", quick ? 4 : 10), Integer.getInteger("bench.warmup", quick ? 8 : 20),
                List.of(System.getProperty("bench.jvm", FLAGS).strip().split("\\s+")), Sizes.OF_THE_TABLE);
    }

    /** Measures nothing that means anything, quickly. */
    static Scale tiny() {
        return new Scale(1, 1, 1, 0, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"), Sizes.TINY);
    }

    /** What warms a server. */
    interface Work {
        void run() throws Exception;
    }

    /** Does it again and again until the seconds of warm-up are over. */
    void warmUp(Work work) throws Exception {
        for (var end = System.nanoTime() + warmUp * 1_000_000_000L; System.nanoTime() < end; ) {
            work.run();
        }
    }

    boolean isTiny() {
        return sizes == Sizes.TINY;
    }

    @Override
    public String toString() {
        return "runs " + runs + ", pairs " + pairs + ", seconds a run " + seconds + ", seconds of warm-up " + warmUp + ", JVM flags "
                + String.join(" ", flags);
    }
}
