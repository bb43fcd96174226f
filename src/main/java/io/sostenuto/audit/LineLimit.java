package io.sostenuto.audit;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Lines that anybody can cause from outside fill no disk: sixty at once, and one a second. The metrics count on. */
public final class LineLimit {

    private static final int AT_ONCE = 60;
    private static final long EACH = Duration.ofSeconds(1).toNanos();

    private final Logger log;
    private final LongSupplier nanos;
    /** When all of them are there again. */
    private long fullAt;

    public LineLimit(Logger log) {
        this(log, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    LineLimit(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
        this.fullAt = nanos.getAsLong();
    }

    /** @param line with places for the values, as {@link java.text.MessageFormat} has them */
    public void log(Level level, String line, Object... values) {
        var record = new LogRecord(level, line);
        record.setParameters(values);
        write(record);
    }

    /** With the stack of what failed. */
    public void log(Level level, String line, Throwable failure) {
        var record = new LogRecord(level, line);
        record.setThrown(failure);
        write(record);
    }

    private void write(LogRecord record) {
        if (log.isLoggable(record.getLevel()) && take()) {
            record.setLoggerName(log.getName());
            record.setSourceClassName(log.getName());
            log.log(record);
        }
    }

    private synchronized boolean take() {
        var now = nanos.getAsLong();
        if (fullAt - now < 0) {
            fullAt = now;
        }
        if (fullAt - now > (AT_ONCE - 1) * EACH) {
            return false;
        }
        fullAt += EACH;
        return true;
    }
}
