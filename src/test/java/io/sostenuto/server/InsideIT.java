package io.sostenuto.server;

import io.sostenuto.accounts.limits.RateLimitRow;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.lease.Lease;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.lease.LeaseStore;
import io.sostenuto.grants.lease.LeasedChanges;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.GrantTableTest;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.NodeTurn;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.inject.Inject;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** In the container: the rows of the product's store, their fence and their seal. */
@Tag("once") // other servers get the WAR itself, without this class
@ExtendWith(ArquillianExtension.class)
class InsideIT extends GrantTableTest {

    private static final Duration PAUSE = Duration.ofMillis(50);

    @Inject
    private GrantStore grants;
    @Inject
    private LeaseStore leases;
    @Inject
    private LeasedChanges changes;
    @Inject
    private GrantSealer sealer;
    @Inject
    private Database database;
    @Inject
    private TokenManager manager;
    @Inject
    private DatabaseGate storage;
    @Inject
    private RateLimitRow pause;
    @Inject
    private NodeTurn turns;

    /** The application is there before its tables are. */
    private void awaitDatabase() {
        var patience = Instant.now().plusSeconds(30);
        while (storage.state() != DatabaseGate.State.PRESENT) {
            assertTrue(Instant.now().isBefore(patience), "the database is open by now");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    protected GrantStore grants() {
        awaitDatabase();
        return grants;
    }

    @Override
    protected LeaseStore leases() {
        return leases;
    }

    @Override
    protected LeasedChanges changes() {
        return changes;
    }

    @Override
    protected GrantSealer sealer() {
        return sealer;
    }

    @Override
    protected void leaseEnds(SessionId session, Duration later) {
        assertEquals(1, database.update("update grants set lease_until = CURRENT_TIMESTAMP + cast(? as integer) * interval '1' second"
                + " where id = ? and lease_until is not null", (int) later.toSeconds(), session.value()));
    }

    @Test
    void aStoredTokenIsServedAndNoColumnShowsIt() throws Exception {
        var copy = open("AQ-inside-secret");
        var result = manager.token(copy, FirstLook.none(new TokenRequest(Optional.empty(), Optional.empty())))
                .toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertEquals("BQ-inside", assertInstanceOf(TokenResult.Served.class, result).token().value());
        try (var connection = database.source().getConnection();
             var rows = connection.prepareStatement("select * from grants").executeQuery()) {
            assertTrue(rows.next());
            do {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    var text = String.valueOf(rows.getString(column));
                    assertFalse(text.contains("AQ-inside") || text.contains("BQ-inside"), "column " + column);
                }
            } while (rows.next());
        }
    }

    /** As if the database's clock were set back by so much since the row was written. */
    private void written(String columns, Duration later) throws Exception {
        for (var column : columns.split(",")) {
            var parts = column.split("\\.");
            try (var connection = database.source().getConnection(); var update = connection.prepareStatement(
                    "update " + parts[0] + " set " + parts[1] + " = " + parts[1] + " + ?")) {
                update.setLong(1, later.toMillis());
                update.executeUpdate();
            }
        }
    }

    @Test
    void aPauseIsNotBelievedOnceTheClockWasSetBackAndTheFirstProbePutsItRight() throws Exception {
        awaitDatabase();
        var minute = Duration.ofMinutes(1);
        var end = pause.begin(AppName.DEFAULT, Duration.ofMinutes(10), minute);
        try {
            assertEquals(end, pause.look(AppName.DEFAULT, minute).end());
            assertTrue(pause.look(AppName.DEFAULT, minute).left().compareTo(Duration.ofMinutes(9)) > 0, "it goes on");
            assertFalse(pause.takeProbe(AppName.DEFAULT, minute, Duration.ofMinutes(10)), "not before its time");
            written("spotify_pause.ends_at,spotify_pause.next_probe_at", Duration.ofHours(2));
            assertTrue(pause.look(AppName.DEFAULT, minute).left().isZero(), "written by a clock that was set back since");
            assertTrue(pause.takeProbe(AppName.DEFAULT, minute, Duration.ofMinutes(5)), "at once");
            assertFalse(pause.takeProbe(AppName.DEFAULT, minute, Duration.ofMinutes(5)), "one of all nodes");
            var left = pause.look(AppName.DEFAULT, minute).left();
            assertTrue(left.compareTo(Duration.ofMinutes(4)) > 0 && left.compareTo(Duration.ofMinutes(5)) <= 0, "as the prober said: " + left);
            pause.lift(AppName.DEFAULT);
            assertTrue(pause.look(AppName.DEFAULT, minute).wasLifted());
        } finally {
            pause.lift(AppName.DEFAULT);
        }
    }

    @Test
    void aTurnIsOneNodesUntilItIsOverOrTheClockWasSetBack() throws Exception {
        awaitDatabase();
        var turn = Duration.ofDays(1); // longer than the node's own, which takes it beside this test
        written("turns.taken_until", Duration.ofDays(-9));
        assertTrue(turns.take(NodeTurn.Work.TIDY, turn));
        assertFalse(turns.take(NodeTurn.Work.TIDY, turn));
        written("turns.taken_until", Duration.ofSeconds(3));
        assertFalse(turns.take(NodeTurn.Work.TIDY, turn), "another node's transaction has begun a moment later");
        written("turns.taken_until", Duration.ofHours(2));
        assertTrue(turns.take(NodeTurn.Work.TIDY, turn), "the clock was set back");
        written("turns.taken_until", Duration.ofDays(-9));
    }

    @Test
    void aSwappedColumnDoesNotOpen() throws Exception {
        var mine = open("AQ-mine");
        var theirs = open("AQ-theirs");
        try (var connection = database.source().getConnection();
             var swap = connection.prepareStatement("update grants set refresh_token ="
                     + " (select refresh_token from grants where id = ?) where id = ?")) {
            swap.setString(1, theirs.session().value());
            swap.setString(2, mine.session().value());
            assertEquals(1, swap.executeUpdate());
        }
        assertTrue(sealer.refreshToken(row(mine).grant()).isEmpty());
        assertTrue(sealer.refreshToken(row(theirs).grant()).isPresent());
    }

    @Test
    void theJvmsSilentResendIsOff() {
        assertEquals("false", System.getProperty("sun.net.http.retryPost"));
    }
}
