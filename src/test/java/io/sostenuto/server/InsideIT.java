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
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.settings.entity.Settings;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** In the container: the rows, their fence and their seal. */
@Tag("once") // other servers get the WAR itself, without this class
@ExtendWith(ArquillianExtension.class)
class InsideIT {

    @Inject
    private GrantStore grants;
    @Inject
    private LeaseStore leases;
    @Inject
    private GrantSealer sealer;
    @Inject
    private Database database;
    @Inject
    private TokenManager manager;
    @Inject
    private Settings settings;
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
        }
    }

    private GrantCopy open(String token) {
        awaitDatabase();
        var copy = new GrantCopy(SessionId.random(), Optional.empty(), "streaming", 1, Optional.of(new RefreshToken(token)),
                Instant.now().truncatedTo(ChronoUnit.MILLIS), false);
        grants.open(copy, new AccessToken("BQ-inside"), Duration.ofHours(1), Optional.empty());
        return copy;
    }

    private Optional<Lease> lease(Snapshot seen, Duration life) {
        var claim = new LeaseRequest(seen, life);
        return Optional.ofNullable(leases.take(Set.of(claim)).get(claim));
    }

    private Snapshot row(GrantCopy copy) {
        return grants.find(copy.session()).orElseThrow();
    }

    @Test
    void aStoredTokenIsServedAndNoColumnShowsIt() throws Exception {
        var copy = open("AQ-inside-secret");
        var result = manager.token(copy, new TokenRequest(Optional.empty(), Optional.empty()), FirstLook.NOTHING)
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
        var end = pause.begin(1, Duration.ofMinutes(10), minute);
        try {
            assertEquals(end, pause.look(1, minute).end());
            assertTrue(pause.look(1, minute).left().compareTo(Duration.ofMinutes(9)) > 0, "it goes on");
            assertFalse(pause.takeProbe(1, minute, Duration.ofMinutes(10)), "not before its time");
            written("spotify_pause.ends_at,spotify_pause.next_probe_at", Duration.ofHours(2));
            assertTrue(pause.look(1, minute).left().isZero(), "written by a clock that was set back since");
            assertTrue(pause.takeProbe(1, minute, Duration.ofMinutes(5)), "at once");
            assertFalse(pause.takeProbe(1, minute, Duration.ofMinutes(5)), "one of all nodes");
            var left = pause.look(1, minute).left();
            assertTrue(left.compareTo(Duration.ofMinutes(4)) > 0 && left.compareTo(Duration.ofMinutes(5)) <= 0, "as the prober said: " + left);
            pause.lift(1);
            assertTrue(pause.look(1, minute).wasLifted());
        } finally {
            pause.lift(1);
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
    void onlyOneTakesTheLeaseAndALostFenceWritesNothing() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var first = lease(seen, Duration.ofSeconds(1));
        assertTrue(first.isPresent());
        assertTrue(lease(row(copy), Duration.ofSeconds(1)).isEmpty(), "a second attempt");
        var patience = Instant.now().plusSeconds(5);
        while (lease(row(copy), Duration.ofSeconds(5)).isEmpty()) {
            assertTrue(Instant.now().isBefore(patience), "the lease of one second is over by now");
        }
        assertTrue(lease(seen, Duration.ofSeconds(5)).isEmpty(), "who has seen it before the others");
        var late = grants.settle(copy.session(), first.get().fence(),
                (grant, now) -> sealer.advance(grant, 2, new RefreshToken("AQ-late")));
        assertInstanceOf(LeasedWrite.LeaseLost.class, late, "the first attempt's fence is past");
        assertEquals(1, row(copy).grant().generation());
    }

    @Test
    void aLeasedWriteGivesTheLeaseBackAndIsReadAsItWasWritten() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var changed = new ArrayList<Grant>();
        var settled = grants.settle(seen, lease(seen, Duration.ofSeconds(9)).orElseThrow().fence(), (grant, at) -> {
            changed.add(grant);
            renew(grant, at);
        });
        var written = assertInstanceOf(LeasedWrite.Written.class, settled);
        assertEquals(1, changed.size(), "by one statement, without another look at the row");
        var now = row(copy);
        assertEquals(told(now.grant()), told(written.row().grant()));
        assertEquals(Map.of("access", "BQ-2", "refresh", "AQ-2", "version", 2, "generation", 2), told(now.grant()));
        assertTrue(now.grant().sealed().previousRefreshToken().isPresent());
        assertTrue(now.left().compareTo(Duration.ofMinutes(59)) > 0);
        assertEquals("BQ-inside", sealer.accessToken(seen.grant()).orElseThrow().value(), "what was seen stays as it was");
        assertFalse(lease(now, Duration.ofSeconds(9)).orElseThrow().takenOver(), "it was given back");
    }

    @Test
    void whatOthersWriteDuringALeaseIsNotWrittenOver() {
        var user = new SpotifyUser("inside", Optional.of("Inside"));
        var known = settledAfter(copy -> grants.identify(copy.session(), user));
        assertEquals(Optional.of(user), known.user());
        assertEquals(Map.of("access", "BQ-2", "refresh", "AQ-2", "version", 2, "generation", 2), told(known));
        var healed = settledAfter(copy -> grants.heal(new GrantCopy(copy.session(), copy.user(), copy.scope(), 7,
                Optional.of(new RefreshToken("AQ-7")), copy.authorizedAt(), false)));
        assertEquals(8, healed.generation(), "what Spotify issued last is the newest");
        assertTrue(settledAfter(copy -> grants.end(copy, EndReason.LOGOUT)).ended());
    }

    @Test
    void aRefusalDuringALeaseOutlivesAnAttemptThatBroughtNothing() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var fence = lease(seen, Duration.ofSeconds(9)).orElseThrow().fence();
        grants.suspend(copy.session(), 1, SuspensionReason.REVOKED);
        assertInstanceOf(LeasedWrite.Written.class, grants.settle(seen, fence, (grant, now) -> { }), "the lease is given back");
        assertEquals(Optional.of(SuspensionReason.REVOKED), row(copy).grant().suspension());
    }

    private Grant settledAfter(Consumer<GrantCopy> meanwhile) {
        var copy = open("AQ-1");
        var seen = row(copy);
        var fence = lease(seen, Duration.ofSeconds(9)).orElseThrow().fence();
        meanwhile.accept(copy);
        grants.settle(seen, fence, this::renew);
        return row(copy).grant();
    }

    private void renew(Grant grant, Instant now) {
        sealer.advance(grant, grant.generation() + 1, new RefreshToken("AQ-2"));
        sealer.issue(grant, new AccessToken("BQ-2"), now, Duration.ofHours(1), grant.scope());
    }

    private Map<String, Object> told(Grant grant) {
        return Map.of("access", sealer.accessToken(grant).orElseThrow().value(),
                "refresh", sealer.refreshToken(grant).orElseThrow().value(),
                "version", grant.version(), "generation", grant.generation());
    }

    @Test
    void ofManyClaimsEachIsDecidedForItself() {
        var free = new LeaseRequest(row(open("AQ-free")), Duration.ofSeconds(9));
        var changed = new LeaseRequest(row(open("AQ-changed")), Duration.ofSeconds(9));
        grants.heal(new GrantCopy(changed.seen().grant().id(), Optional.empty(), "streaming", 2,
                Optional.of(new RefreshToken("AQ-newer")), Instant.now(), false));
        var held = new LeaseRequest(row(open("AQ-held")), Duration.ofSeconds(9));
        lease(held.seen(), Duration.ofSeconds(9)).orElseThrow();
        var again = new LeaseRequest(row(open("AQ-again")), Duration.ofSeconds(9));
        var taken = leases.take(Set.of(free, changed, held, again));
        assertEquals(Set.of(free, again), taken.keySet());
        assertEquals(new Lease(1, false), taken.get(free));
        assertEquals(1, grants.find(free.seen().grant().id()).orElseThrow().grant().fence());
        assertTrue(leases.take(Set.of(free, again)).isEmpty(), "they are taken");
    }

    @Test
    void aLookFindsItsRowsHoweverManyAreAskedFor() {
        var one = open("AQ-one");
        var other = open("AQ-other");
        for (var strangers : new int[]{0, 1, 2, 13, 14, 61, 62, 200}) {
            var asked = Stream.concat(Stream.of(one.session(), other.session()),
                    Stream.generate(SessionId::random).limit(strangers)).toList();
            var found = grants.find(asked);
            assertEquals(Set.of(one.session(), other.session()), found.keySet(), strangers + " strangers");
            assertEquals("AQ-other", sealer.refreshToken(found.get(other.session()).grant()).orElseThrow().value());
        }
    }

    @Test
    void aTombstoneBeatsEveryCookieAndALateWrite() {
        var copy = open("AQ-1");
        var fence = lease(row(copy), Duration.ofSeconds(5)).orElseThrow().fence();
        grants.end(copy, EndReason.LOGOUT);
        assertInstanceOf(LeasedWrite.Ended.class, grants.settle(copy.session(), fence, (grant, now) -> grant.reinstate()));
        grants.heal(new GrantCopy(copy.session(), copy.user(), copy.scope(), 9, Optional.of(new RefreshToken("AQ-9")),
                copy.authorizedAt(), false));
        assertTrue(row(copy).grant().ended());
        assertTrue(row(copy).grant().sealed().refreshToken().isEmpty(), "the tokens are gone");
        var unknown = new GrantCopy(SessionId.random(), copy.user(), copy.scope(), 1, copy.refreshToken(),
                copy.authorizedAt(), false);
        grants.end(unknown, EndReason.LOGOUT);
        grants.heal(unknown);
        assertTrue(row(unknown).grant().ended(), "a logout of a session without a row is remembered");
    }

    @Test
    void theHigherGenerationWinsAndTheReplacedOneIsKept() {
        var copy = open("AQ-1");
        grants.heal(new GrantCopy(copy.session(), copy.user(), copy.scope(), 3, Optional.of(new RefreshToken("AQ-3")),
                copy.authorizedAt(), false));
        grants.heal(new GrantCopy(copy.session(), copy.user(), copy.scope(), 2, Optional.of(new RefreshToken("AQ-2")),
                copy.authorizedAt(), false));
        var grant = row(copy).grant();
        assertEquals(3, grant.generation());
        assertEquals("AQ-3", sealer.refreshToken(grant).orElseThrow().value());
        assertEquals("BQ-inside", sealer.accessToken(grant).orElseThrow().value());
        assertTrue(grant.sealed().previousRefreshToken().isPresent());
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
        assertEquals(Duration.ofSeconds(2), settings.spotifyDeadline());
    }
}
