package io.sostenuto.operations.start;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NewestReasonTest {

    private long nanos = Long.MAX_VALUE - 1;
    private final NewestReason reason = new NewestReason(() -> nanos);

    @Test
    void anotherReasonIsToldAndTheSameIsNot() {
        assertThat(reason.tell("refused")).contains("refused");
        for (var second = 0; second < 200; second++) {
            nanos += 1_000_000_000L;
            assertThat(reason.tell("refused")).isEmpty();
        }
        assertThat(reason.tell("permission denied")).contains("permission denied");
        assertThat(reason.tell("permission denied")).isEmpty();
    }

    @Test
    void reasonsThatTakeTurnsAreToldOnceAMinuteEachAndTheNewestIsAmongThem() {
        var lines = 0;
        for (var second = 0; second < 120; second++) {
            nanos += 1_000_000_000L;
            lines += reason.tell(second % 2 == 0 ? "refused" : "timed out after " + second).isPresent() ? 1 : 0;
        }
        assertThat(lines).isBetween(3, 4);
        nanos += NewestReason.PAUSE.toNanos();
        assertThat(reason.tell("refused").isPresent() || reason.tell("timed out after 7").isPresent()).isTrue();
    }
}
