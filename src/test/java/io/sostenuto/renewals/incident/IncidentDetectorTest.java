package io.sostenuto.renewals.incident;

import io.sostenuto.FakeClocks;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static io.sostenuto.renewals.incident.IncidentDetector.Turn.CLOSED;
import static io.sostenuto.renewals.incident.IncidentDetector.Turn.NONE;
import static io.sostenuto.renewals.incident.IncidentDetector.Turn.OPENED;
import static org.assertj.core.api.Assertions.assertThat;

class IncidentDetectorTest {

    private final FakeClocks clocks = new FakeClocks();
    private final IncidentDetector incidents = new IncidentDetector(clocks.monotonic);

    private IncidentDetector.Turn refuse(int from, int to) {
        var turn = NONE;
        for (int user = from; user < to; user++) {
            turn = incidents.refused("user-" + user);
        }
        return turn;
    }

    @Test
    void oneUserWithManySessionsOpensNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(incidents.refused("one")).isEqualTo(NONE);
        }
        assertThat(incidents.isOpen()).isFalse();
    }

    @Test
    void manyRefusedUsersAmongVeryManyAcceptedOnesOpenNothing() {
        for (int i = 0; i < 100; i++) {
            incidents.accepted("good-" + i, false);
        }
        assertThat(refuse(0, 20)).isEqualTo(NONE);
    }

    @Test
    void tenRefusedUsersOpenAnIncidentThatHoldsEverybody() {
        assertThat(refuse(0, 9)).isEqualTo(NONE);
        assertThat(refuse(9, 10)).isEqualTo(OPENED);
        assertThat(incidents.holdBack(true)).as("a refused grant waits for its probe").isPresent();
        assertThat(incidents.holdBack(false)).as("all were refused lately").isPresent();
    }

    @Test
    void whereSomeAreAcceptedTheOthersGoOn() {
        refuse(0, 10);
        incidents.accepted("good", false);
        assertThat(incidents.holdBack(false)).isEmpty();
        assertThat(incidents.holdBack(true)).isPresent();
    }

    @Test
    void ofHundredsWhoAskBeforeTheFirstIsRefusedTenAreAdmitted() {
        incidents.share(true);
        assertThat(IntStream.range(0, 500).filter(caller -> incidents.holdBack(false).isEmpty()).count()).isEqualTo(10);
    }

    @Test
    void refusalsOfMoreThanFiveMinutesAgoDoNotCount() {
        refuse(0, 9);
        clocks.pass(IncidentDetector.WINDOW);
        assertThat(refuse(9, 10)).isEqualTo(NONE);
        assertThat(refuse(10, 19)).isEqualTo(OPENED);
    }

    @Test
    void noClockThatIsSetOpensOrEndsAnIncident() {
        refuse(0, 9);
        clocks.turn(Duration.ofHours(-2));
        assertThat(refuse(9, 10)).isEqualTo(OPENED);
        assertThat(incidents.reach()).contains(IncidentDetector.WINDOW);
        clocks.turn(Duration.ofHours(4));
        assertThat(incidents.holdBack(true)).contains(Duration.ofSeconds(15));
        clocks.pass(Duration.ofSeconds(15));
        assertThat(incidents.holdBack(true)).as("the probe").isEmpty();
        assertThat(incidents.reach()).contains(IncidentDetector.WINDOW.plusSeconds(15));
    }

    @Test
    void eachProbeThatIsRefusedDoublesThePauseUpToAMinute() {
        refuse(0, 10);
        for (var pause : new int[]{15, 30, 60, 60}) {
            clocks.pass(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(incidents.holdBack(true)).as("%d seconds are not over", pause).contains(Duration.ofNanos(1));
            clocks.pass(Duration.ofNanos(1));
            assertThat(incidents.holdBack(true)).as("the probe after %d seconds", pause).isEmpty();
            assertThat(incidents.holdBack(true)).as("one at a time").contains(Duration.ofSeconds(pause));
            incidents.refused("probe");
        }
    }

    @Test
    void theNextIncidentBeginsWithAShortPauseAgain() {
        refuse(0, 10);
        refuse(0, 5);
        incidents.end();
        assertThat(refuse(0, 10)).isEqualTo(OPENED);
        assertThat(incidents.holdBack(true)).contains(Duration.ofSeconds(15));
    }

    @Test
    void twoGoodProbesInARowEndIt() {
        refuse(0, 10);
        assertThat(incidents.accepted("user-1", true)).isEqualTo(NONE);
        assertThat(incidents.holdBack(true)).as("the next probe may go at once").isEmpty();
        assertThat(incidents.accepted("user-2", true)).isEqualTo(CLOSED);
        assertThat(incidents.isOpen()).isFalse();
        assertThat(refuse(0, 9)).as("the count begins anew").isEqualTo(NONE);
    }
}
