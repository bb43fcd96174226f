package io.sostenuto.audit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;

class LineLimitTest {

    private static final Logger LOG = Logger.getLogger("limited");

    private final List<LogRecord> written = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            written.add(record);
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private long nanos = Long.MAX_VALUE - 5; // a monotonic clock may turn over
    private final LineLimit lines = new LineLimit(LOG, () -> nanos);

    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    private int hundred() {
        written.clear();
        for (var time = 0; time < 100; time++) {
            lines.log(Level.WARNING, "Session {0}", time);
        }
        return written.size();
    }

    @Test
    void sixtyAreWrittenAtOnceAndThenOneASecond() {
        assertThat(hundred()).isEqualTo(60);
        assertThat(hundred()).isZero();
        nanos += Duration.ofSeconds(7).toNanos();
        assertThat(hundred()).isEqualTo(7);
        nanos += Duration.ofHours(3).toNanos();
        assertThat(hundred()).isEqualTo(60);
    }

    @Test
    void aLineHasItsValuesItsLoggerAndItsFailure() {
        var failure = new IllegalStateException("why");
        lines.log(Level.SEVERE, "A defect", failure);
        lines.log(Level.FINEST, "Nobody listens");
        lines.log(Level.INFO, "Session {0}", "one");
        assertThat(written).extracting(LogRecord::getThrown).containsExactly(failure, null);
        assertThat(written).extracting(LogRecord::getLoggerName).containsOnly("limited");
        assertThat(written.get(1).getParameters()).containsExactly("one");
    }
}
