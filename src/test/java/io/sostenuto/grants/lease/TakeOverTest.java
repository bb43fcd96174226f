package io.sostenuto.grants.lease;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.time.DatabaseClock;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** By a database's clock that has jumped every lease is over, also that of a token which is on its way to Spotify. */
class TakeOverTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private final FakeClocks clocks = new FakeClocks();
    private final DatabaseClock clock = new DatabaseClock(clocks.both);
    private final List<Long> givenBack = new ArrayList<>();
    private int takenOver;
    private final LeaseStore leases = new LeaseStore(new Database() {
        @Override
        public boolean isPostgres() {
            return false;
        }

        @Override
        public int update(String sql, Object... parameters) {
            if (sql.contains("set lease_until = null")) {
                givenBack.add((Long) parameters[1]);
                return 1;
            }
            if (!sql.contains("lease_until <")) {
                return 0; // somebody holds it
            }
            takenOver++;
            return 1;
        }

        @Override
        public int[] updateAll(String sql, List<Object[]> all) {
            return all.stream().mapToInt(parameters -> update(sql, parameters)).toArray();
        }
    }, clock, new ChangeCounters());

    private LeaseRequest claim() {
        var grant = new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.empty(), TEN, false));
        return new LeaseRequest(new Snapshot(grant, TEN, clocks.both.now(), 0), Duration.ofSeconds(30));
    }

    private boolean isTaken() {
        return !leases.take(Set.of(claim())).isEmpty();
    }

    private void seesAfterFiveSeconds(Instant databaseTime) {
        clocks.pass(Duration.ofSeconds(5));
        clock.saw(clock.here(), databaseTime);
    }

    @Test
    void whatWasTakenOverIsNotGivenBackAsIfNobodyHadPresentedIt() {
        var over = claim();
        leases.giveBack(Map.of(over, new Lease(7, true)));
        assertThat(givenBack).as("the next one has to know that it takes over").isEmpty();
        leases.giveBack(Map.of(over, new Lease(8, false)));
        assertThat(givenBack).containsExactly(8L);
    }

    @Test
    void aLeaseThatIsOverIsTakenOver() {
        clock.saw(clock.here(), TEN);
        seesAfterFiveSeconds(TEN.plusSeconds(5));
        assertThat(isTaken()).isTrue();
    }

    @Test
    void noLeaseIsTakenOverUntilThoseOfBeforeTheJumpMustBeOver() {
        clock.saw(clock.here(), TEN);
        seesAfterFiveSeconds(TEN.plus(Duration.ofHours(2)));
        assertThat(isTaken()).isFalse();
        assertThat(takenOver).as("the database is not even asked").isZero();
        clocks.pass(DatabaseClock.LONGEST_LEASE.plusSeconds(1));
        assertThat(isTaken()).isTrue();
    }
}
