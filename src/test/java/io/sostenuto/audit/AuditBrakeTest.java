package io.sostenuto.audit;

import io.sostenuto.audit.AuditEvent.Kind;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class AuditBrakeTest {

    private long now;
    private final AuditBrake brake = new AuditBrake(() -> now);

    private long admitted(Kind kind, int events) {
        return IntStream.range(0, events).filter(event -> brake.admits(kind)).count();
    }

    @Test
    void sixtyLinesAMinuteAreWrittenOfWhatAnybodyCanCause() {
        assertThat(admitted(Kind.COOKIE_REFUSED, 500)).isEqualTo(60);
        now += Duration.ofSeconds(60).toNanos();
        assertThat(admitted(Kind.COOKIE_REFUSED, 1)).as("the minute is not over").isZero();
        now += 1;
        assertThat(admitted(Kind.COOKIE_REFUSED, 500)).as("another minute").isEqualTo(60);
    }

    @Test
    void oneKindTakesNothingFromAnother() {
        admitted(Kind.COOKIE_REFUSED, 500);
        assertThat(admitted(Kind.ORIGIN_REFUSED, 500)).isEqualTo(60);
    }

    @Test
    void whatOnlyAListenerOrAnOperatorCausesIsAlwaysWritten() {
        assertThat(admitted(Kind.LOGIN, 500)).isEqualTo(500);
    }
}
