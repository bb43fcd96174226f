package io.sostenuto;

import io.sostenuto.storage.time.Clocks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The two clocks of a machine, as a test turns them. */
public final class FakeClocks {

    private long millis = 1_800_000_000_000L;
    private long nanos = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(10); // it may turn over: only differences count

    public final LongSupplier monotonic = () -> nanos;
    public final Clocks both = new Clocks(() -> millis, monotonic);

    /** Time passes on a machine that is awake. */
    public void pass(Duration time) {
        millis += time.toMillis();
        nanos += time.toNanos();
    }

    /** The machine sleeps: only the wall clock has gone on. */
    public void sleep(Duration time) {
        millis += time.toMillis();
    }

    /** Somebody sets the wall clock. */
    public void turn(Duration by) {
        millis += by.toMillis();
    }
}
