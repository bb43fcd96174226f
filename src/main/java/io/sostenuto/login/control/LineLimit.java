package io.sostenuto.login.control;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lines that strangers can cause fill no disk: sixty at once, and one a second. The metrics count on. */
final class LineLimit {

    private final TokenBuckets bucket;

    LineLimit(LongSupplier nanos) {
        bucket = new TokenBuckets(60, Duration.ofMinutes(1), nanos);
    }

    void log(Logger log, Level level, Supplier<String> line) {
        if (bucket.take("")) {
            log.log(level, line);
        }
    }
}
