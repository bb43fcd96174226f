package io.sostenuto.grants.entity;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A row whose token has an hour to live, by the database's clock. */
class SnapshotTest {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final Instant ISSUED = Instant.parse("2026-11-23T10:00:00Z");

    private final FakeClocks clocks = new FakeClocks();

    private Snapshot readAt(Instant databaseTime) {
        var grant = new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.empty(), ISSUED, false));
        grant.issue("k1.sealed", ISSUED, LIFE, "streaming");
        return new Snapshot(grant, databaseTime, clocks.both.now(), 0);
    }

    @Test
    void aTokenThatEndsWhileTheMachineSleepsHasNothingLeft() {
        var row = readAt(ISSUED);
        clocks.sleep(Duration.ofHours(2));
        assertThat(row.left()).isZero();
        assertThat(row.now()).as("nothing is stored with a time that may be of the future").isEqualTo(ISSUED);
    }

    @Test
    void aWallClockThatIsSetBackLeavesNoMore() {
        var row = readAt(ISSUED);
        clocks.turn(Duration.ofHours(-2));
        clocks.pass(Duration.ofMinutes(50));
        assertThat(row.left()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aDatabasesClockThatJumpedEitherWayMakesTheTokenDue() {
        assertThat(readAt(ISSUED.plus(Duration.ofHours(2))).left()).as("forward").isZero();
        assertThat(readAt(ISSUED.minus(Duration.ofHours(2))).left()).as("back: it seems to be of the future").isZero();
    }
}
