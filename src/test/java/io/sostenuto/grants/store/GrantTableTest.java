package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.entity.row.SealedTokens;
import io.sostenuto.grants.lease.Lease;
import io.sostenuto.grants.lease.LeaseRequest;
import io.sostenuto.grants.lease.LeaseStore;
import io.sostenuto.grants.lease.LeasedChange;
import io.sostenuto.grants.lease.LeasedChanges;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a renewal relies on the table of grants for. The double under the stories of renewals keeps it, and so does the store of
 * the product on its database: what the stories show of the one holds for the other.
 */
public abstract class GrantTableTest {

    private static final Duration A_WHILE = Duration.ofSeconds(9);

    protected abstract GrantStore grants();

    protected abstract LeaseStore leases();

    protected abstract LeasedChanges changes();

    protected abstract GrantSealer sealer();

    /** The lease that is held on this row ends so much later than now, by the table's clock. */
    protected abstract void leaseEnds(SessionId session, Duration later);

    protected final GrantCopy open(String token) {
        var copy = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.of(new RefreshToken(token)),
                Instant.now().truncatedTo(ChronoUnit.MILLIS), false);
        grants().open(copy, new AccessToken("BQ-inside"), Duration.ofHours(1), Optional.empty());
        return copy;
    }

    private static GrantCopy at(GrantCopy copy, int generation, boolean tokenKept) {
        return new GrantCopy(copy.session(), AppName.DEFAULT, copy.user(), copy.scope(), generation, Optional.of(new RefreshToken("AQ-" + generation)),
                copy.authorizedAt(), tokenKept);
    }

    private Optional<Lease> lease(Snapshot seen) {
        var claim = new LeaseRequest(seen, A_WHILE);
        return Optional.ofNullable(leases().take(Set.of(claim)).get(claim));
    }

    /** As an attempt does it: with others, where the row is as it was seen. */
    private LeasedWrite write(Snapshot seen, long fence, BiConsumer<GrantRow, Instant> change) {
        var wanted = new LeasedChange(seen, fence, change);
        return Optional.ofNullable(changes().write(List.of(wanted)).get(wanted)).<LeasedWrite>map(LeasedWrite.Written::new)
                .orElseGet(() -> grants().writeLeased(seen.grant().id(), fence, change));
    }

    protected final Snapshot row(GrantCopy copy) {
        return grants().find(copy.session()).orElseThrow();
    }

    private void renew(GrantRow grant, Instant now) {
        sealer().advance(grant, grant.generation() + 1, new RefreshToken("AQ-2"));
        sealer().issue(grant, new AccessToken("BQ-2"), now, Duration.ofHours(1), grant.scope());
    }

    private Map<String, Object> told(Grant grant) {
        return Map.of("access", sealer().accessToken(grant).orElseThrow().value(),
                "refresh", sealer().refreshToken(grant).orElseThrow().value(),
                "version", grant.version(), "generation", grant.generation());
    }

    @Test
    void onlyOneTakesTheLeaseAndALostFenceWritesNothing() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var first = lease(seen);
        assertTrue(first.isPresent());
        assertFalse(first.get().takenOver());
        assertTrue(lease(row(copy)).isEmpty(), "a second attempt");
        leaseEnds(copy.session(), Duration.ofSeconds(-1));
        assertTrue(lease(row(copy)).orElseThrow().takenOver(), "it may have been presented");
        assertTrue(lease(seen).isEmpty(), "who has seen it before the others");
        var late = grants().writeLeased(copy.session(), first.get().fence(),
                (grant, now) -> sealer().advance(grant, 2, new RefreshToken("AQ-late")));
        assertInstanceOf(LeasedWrite.LeaseLost.class, late, "the first attempt's fence is past");
        assertEquals(1, row(copy).grant().generation());
    }

    /** Its version and its generation are as they were seen. */
    @Test
    void whoLookedBeforeAnAttemptThatBroughtNothingLooksAgain() {
        var copy = open("AQ-1");
        var seen = row(copy);
        write(seen, lease(seen).orElseThrow().fence(), (grant, now) -> { });
        assertTrue(lease(seen).isEmpty());
        assertTrue(lease(row(copy)).isPresent());
    }

    @Test
    void aLeaseThatEndsLaterThanAnyCanIsOverForTheClockWasSetBack() {
        var copy = open("AQ-1");
        lease(row(copy)).orElseThrow();
        leaseEnds(copy.session(), Duration.ofSeconds(25));
        assertTrue(lease(row(copy)).isEmpty(), "as long as a lease may be");
        leaseEnds(copy.session(), Duration.ofHours(2));
        assertTrue(lease(row(copy)).orElseThrow().takenOver());
    }

    @Test
    void aLeaseIsOfTheRowAsItWasSeen() {
        var copy = open("AQ-1");
        var seen = row(copy);
        grants().suspend(copy.session(), 1, SuspensionReason.REVOKED);
        assertTrue(lease(seen).isEmpty(), "it was refused meanwhile");
        var suspended = row(copy);
        grants().heal(at(copy, 2, false));
        assertTrue(lease(suspended).isEmpty(), "there is a newer generation");
        var healed = row(copy);
        assertTrue(healed.grant().suspension().isEmpty(), "the refusal was of another one");
        grants().end(copy, EndReason.LOGOUT);
        assertTrue(lease(healed).isEmpty(), "it has ended");
    }

    @Test
    void whatIsGivenBackIsFreeUnlessItWasTakenOver() {
        var copy = open("AQ-1");
        var claim = new LeaseRequest(row(copy), A_WHILE);
        leases().giveBack(leases().take(Set.of(claim)));
        assertFalse(lease(row(copy)).orElseThrow().takenOver(), "nothing was presented");
        leaseEnds(copy.session(), Duration.ofSeconds(-1));
        var over = new LeaseRequest(row(copy), A_WHILE);
        leases().giveBack(leases().take(Set.of(over)));
        assertTrue(lease(row(copy)).isEmpty(), "the one before may have presented it");
    }

    @Test
    void aLeasedWriteGivesTheLeaseBackAndIsReadAsItWasWritten() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var changed = new ArrayList<Grant>();
        var settled = write(seen, lease(seen).orElseThrow().fence(), (grant, at) -> {
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
        assertEquals("BQ-inside", sealer().accessToken(seen.grant()).orElseThrow().value(), "what was seen stays as it was");
        assertFalse(lease(now).orElseThrow().takenOver(), "it was given back");
    }

    @Test
    void aLeasedWriteIsDoneOnceHoweverOftenItIsTried() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var fence = lease(seen).orElseThrow().fence();
        assertInstanceOf(LeasedWrite.Written.class, grants().writeLeased(copy.session(), fence, this::renew));
        assertInstanceOf(LeasedWrite.LeaseLost.class, grants().writeLeased(copy.session(), fence, this::renew));
        assertInstanceOf(LeasedWrite.LeaseLost.class, write(seen, fence, this::renew));
        assertEquals(2, row(copy).grant().generation());
    }

    @Test
    void whatOthersWriteDuringALeaseIsNotWrittenOver() {
        var user = new SpotifyUser("inside", Optional.of("Inside"));
        var known = settledAfter(copy -> grants().identify(copy.session(), user));
        assertEquals(Optional.of(user), known.user());
        assertEquals(Map.of("access", "BQ-2", "refresh", "AQ-2", "version", 2, "generation", 2), told(known));
        var healed = settledAfter(copy -> grants().heal(at(copy, 7, false)));
        assertEquals(8, healed.generation(), "what Spotify issued last is the newest");
        assertTrue(settledAfter(copy -> grants().end(copy, EndReason.LOGOUT)).ended());
    }

    private Grant settledAfter(Consumer<GrantCopy> meanwhile) {
        var copy = open("AQ-1");
        var seen = row(copy);
        var fence = lease(seen).orElseThrow().fence();
        meanwhile.accept(copy);
        var told = new ArrayList<Grant>();
        write(seen, fence, (grant, now) -> {
            told.add(grant);
            renew(grant, now);
        });
        assertTrue(told.size() == 2 || row(copy).grant().ended(), "told of the row as it was seen, too");
        return row(copy).grant();
    }

    @Test
    void aRefusalDuringALeaseOutlivesAnAttemptThatBroughtNothing() {
        var copy = open("AQ-1");
        var seen = row(copy);
        var fence = lease(seen).orElseThrow().fence();
        grants().suspend(copy.session(), 1, SuspensionReason.REVOKED);
        assertInstanceOf(LeasedWrite.Written.class, write(seen, fence, (grant, now) -> { }), "the lease is given back");
        assertEquals(Optional.of(SuspensionReason.REVOKED), row(copy).grant().suspension());
    }

    @Test
    void aRefusalOfAnOlderGenerationSuspendsNothing() {
        var copy = open("AQ-1");
        grants().heal(at(copy, 3, false));
        grants().suspend(copy.session(), 2, SuspensionReason.REVOKED);
        assertTrue(row(copy).grant().suspension().isEmpty());
        grants().suspend(copy.session(), 3, SuspensionReason.REVOKED);
        assertEquals(Optional.of(SuspensionReason.REVOKED), row(copy).grant().suspension());
    }

    @Test
    void ofManyClaimsEachIsDecidedForItself() {
        var free = new LeaseRequest(row(open("AQ-free")), A_WHILE);
        var other = open("AQ-changed");
        var changed = new LeaseRequest(row(other), A_WHILE);
        grants().heal(at(other, 2, false));
        var held = new LeaseRequest(row(open("AQ-held")), A_WHILE);
        lease(held.row()).orElseThrow();
        var again = new LeaseRequest(row(open("AQ-again")), A_WHILE);
        var taken = leases().take(Set.of(free, changed, held, again));
        assertEquals(Set.of(free, again), taken.keySet());
        assertEquals(new Lease(1, false), taken.get(free));
        assertEquals(1, grants().find(free.row().grant().id()).orElseThrow().grant().fence());
        assertTrue(leases().take(Set.of(free, again)).isEmpty(), "they are taken");
    }

    @Test
    void aLookFindsItsRowsHoweverManyAreAskedFor() {
        var one = open("AQ-one");
        var other = open("AQ-other");
        for (var strangers : new int[]{0, 1, 2, 13, 14, 61, 62, 200}) {
            var asked = Stream.concat(Stream.of(one.session(), other.session()),
                    Stream.generate(SessionId::random).limit(strangers)).toList();
            var found = grants().find(asked);
            assertEquals(Set.of(one.session(), other.session()), found.keySet(), strangers + " strangers");
            assertEquals("AQ-other", sealer().refreshToken(found.get(other.session()).grant()).orElseThrow().value());
        }
    }

    @Test
    void aTombstoneBeatsEveryCookieAndALateWrite() {
        var copy = open("AQ-1");
        var fence = lease(row(copy)).orElseThrow().fence();
        grants().end(copy, EndReason.LOGOUT);
        assertInstanceOf(LeasedWrite.Ended.class, grants().writeLeased(copy.session(), fence, (grant, now) -> grant.reinstate()));
        grants().heal(at(copy, 9, false));
        grants().suspend(copy.session(), 9, SuspensionReason.REVOKED);
        assertTrue(row(copy).grant().ended());
        assertTrue(row(copy).grant().suspension().isEmpty());
        assertTrue(row(copy).grant().sealed().refreshToken().isEmpty(), "the tokens are gone");
        var unknown = new GrantCopy(SessionId.random(), AppName.DEFAULT, copy.user(), copy.scope(), 1, copy.refreshToken(),
                copy.authorizedAt(), false);
        grants().end(unknown, EndReason.LOGOUT);
        grants().heal(unknown);
        assertTrue(row(unknown).grant().ended(), "a logout of a session without a row is remembered");
    }

    @Test
    void theHigherGenerationWinsAndTheReplacedOneIsKept() {
        var copy = open("AQ-1");
        grants().heal(at(copy, 3, false));
        grants().heal(at(copy, 2, false));
        var grant = row(copy).grant();
        assertEquals(3, grant.generation());
        assertEquals("AQ-3", sealer().refreshToken(grant).orElseThrow().value());
        assertEquals("BQ-inside", sealer().accessToken(grant).orElseThrow().value());
        assertTrue(grant.sealed().previousRefreshToken().isPresent());
        assertFalse(grant.tokenKept());
        grants().heal(at(copy, 4, true));
        assertTrue(row(copy).grant().tokenKept(), "as the copy says");
    }

    @Test
    void aRowThatIsGoneComesBackFromACopyWithARefreshToken() {
        var copy = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 5, Optional.empty(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS), false);
        grants().heal(copy);
        assertTrue(grants().find(copy.session()).isEmpty());
        grants().heal(at(copy, 5, true));
        var grant = row(copy).grant();
        assertEquals("AQ-5", sealer().refreshToken(grant).orElseThrow().value());
        assertEquals(0, grant.version());
        assertEquals(5, grant.generation());
        assertTrue(grant.tokenKept());
        assertTrue(grant.sealed().previousRefreshToken().isEmpty());
    }

    @Test
    void aCopyMendsARowOfItsGenerationThatDoesNotOpen() {
        var copy = open("AQ-1");
        grants().mend(at(copy, 1, false));
        assertEquals("AQ-1", sealer().refreshToken(row(copy).grant()).orElseThrow().value(), "it opens");
        var seen = row(copy);
        write(seen, lease(seen).orElseThrow().fence(), (grant, now) -> grant.sealAnew(
                new SealedTokens(grant.generation(), Optional.of("gone.AAAA"), Optional.empty(), Optional.empty())));
        assertTrue(sealer().refreshToken(row(copy).grant()).isEmpty());
        grants().mend(at(copy, 2, false));
        assertTrue(sealer().refreshToken(row(copy).grant()).isEmpty(), "another generation's");
        grants().mend(copy);
        assertEquals("AQ-1", sealer().refreshToken(row(copy).grant()).orElseThrow().value());
    }
}
