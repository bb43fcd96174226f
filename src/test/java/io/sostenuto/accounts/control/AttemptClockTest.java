package io.sostenuto.accounts.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.settings.control.SettingsReader;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptClockTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final FakeClocks clocks = new FakeClocks();
    private final AttemptClock clock = new AttemptClock(new SettingsReader(key -> Optional.ofNullable(Map.of("spotify.client-id", "id",
            "spotify.client-secret", "secret", "sostenuto.spotify-deadline", DEADLINE.toString()).get(key)), Stream::empty).read(), clocks.both);

    @Test
    void aCallIsSentWhileItsConnectionCanBeMadeBeforeTheDeadlineAndListenedForUntilTheLeaseEnds() {
        var time = clock.under(clock.leaseEnd());
        assertThat(time.sendBy().left()).isEqualTo(DEADLINE.minus(AttemptClock.connect(DEADLINE)));
        assertThat(time.answerBy().left()).isEqualTo(DEADLINE);
        assertThat(time.listenUntil().left()).isEqualTo(AttemptClock.LEASE);
    }

    @Test
    void twoConnectionsHaveRoomInOneDeadline() {
        assertThat(AttemptClock.connect(DEADLINE).multipliedBy(2)).isLessThan(DEADLINE);
    }

    @Test
    void aCallThatBeginsLateInItsLeaseEndsWithTheLease() {
        var lease = clock.leaseEnd();
        clocks.pass(AttemptClock.LEASE.minusSeconds(5));
        var time = clock.under(lease);
        assertThat(time.answerBy().left()).isEqualTo(Duration.ofSeconds(5));
        assertThat(time.sendBy().left()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void nothingIsSentUnderALeaseThatIsNearlyOver() {
        var lease = clock.leaseEnd();
        clocks.pass(AttemptClock.LEASE.minus(AttemptClock.connect(DEADLINE)));
        assertThat(clock.under(lease).sendBy().isPast()).isTrue();
    }

    @Test
    void aLeaseIsOverWhenTheMachineHasSlept() {
        var lease = clock.leaseEnd();
        clocks.sleep(AttemptClock.LEASE);
        assertThat(clock.under(lease).sendBy().isPast()).isTrue();
    }

    @Test
    void nobodyListensToACallWithoutALeaseAfterItsDeadline() {
        assertThat(clock.unleased().listenUntil().left()).isEqualTo(DEADLINE);
    }
}
