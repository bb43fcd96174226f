package io.sostenuto.storage.control;

import io.sostenuto.FakeClocks;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class StatementLimitTest {

    private final FakeClocks clocks = new FakeClocks();

    @Test
    void itIsOverAtTheNextWholeSecond() {
        var limit = new StatementLimit(Duration.ofMillis(2_500), clocks.monotonic);
        clocks.pass(Duration.ofMillis(2_999));
        assertThat(limit.isOver()).isFalse();
        clocks.pass(Duration.ofMillis(1));
        assertThat(limit.isOver()).isTrue();
    }

    @Test
    void noWallClockThatIsSetEndsIt() {
        var limit = new StatementLimit(Duration.ofSeconds(3), clocks.monotonic);
        clocks.turn(Duration.ofHours(2));
        assertThat(limit.isOver()).isFalse();
    }

    @Test
    void whereThereIsNoneNothingIsEverOver() {
        assertThat(StatementLimit.none().isOver()).isFalse();
    }

    /** It may be stored or not: nobody knows. */
    @Test
    void whatTookLongerPutsTheDatabaseInDoubt() {
        var exceeded = new StatementLimit(Duration.ofSeconds(3), clocks.monotonic).exceeded();
        assertThat(exceeded).hasRootCauseInstanceOf(SQLException.class).hasRootCauseMessage("cancelled after 3 s");
        assertThat(Trouble.of(exceeded)).isEqualTo(Trouble.IN_DOUBT);
    }
}
