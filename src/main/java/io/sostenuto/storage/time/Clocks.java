package io.sostenuto.storage.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Both clocks of a machine. The wall clock can be set, and jumps; the monotonic one cannot, but stands still while the
 * machine sleeps. Neither alone can tell that something is still good.
 *
 * @param millis the wall clock, since 1970
 * @param nanos  the monotonic clock
 */
public record Clocks(LongSupplier millis, LongSupplier nanos) {

    public static final Clocks OF_THIS_MACHINE = new Clocks(System::currentTimeMillis, System::nanoTime);

    /** @return the wall clock */
    public Instant wall() {
        return Instant.ofEpochMilli(millis.getAsLong());
    }

    public Moment now() {
        return new Moment(this, millis.getAsLong(), nanos.getAsLong());
    }

    /** @return the moment after this time, unless one of the clocks says earlier that it has passed */
    public Moment in(Duration time) {
        return new Moment(this, millis.getAsLong() + TimeUnit.NANOSECONDS.toMillis(time.toNanos()),
                nanos.getAsLong() + time.toNanos());
    }
}
