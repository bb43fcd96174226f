package io.sostenuto.renewals.attempt;

import io.sostenuto.FakeClocks;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.journal.JournalFiles;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.entity.HeldLease;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.incident.IncidentResponse;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.tokens.control.Told;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/** What an attempt brought while the database takes nothing: those who read the row before keep what they have read. */
class RenewalSettlementTest {

    private static final Instant ISSUED = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final AccessToken OLD = new AccessToken("old");
    private static final AccessToken NEW = new AccessToken("new");

    private final FakeClocks clocks = new FakeClocks();
    private final GrantSealer sealer = new GrantSealer(new Seal(List.of(SealKey.generate())));
    private final List<GrantCopy> waiting = new ArrayList<>();
    private final List<GrantCopy> told = new ArrayList<>();
    private RenewalSettlement settlement;
    private PresentedGrant presented;

    @BeforeEach
    void presentAGrant() {
        var grant = new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1, Optional.empty(), ISSUED, false));
        sealer.issue(grant, OLD, ISSUED, LIFE, "streaming");
        var row = new Snapshot(grant, ISSUED.plus(LIFE.minusMinutes(1)), clocks.both.now(), 0);
        presented = new PresentedGrant(new LeasedGrant(row, new HeldLease(1, clocks.both.now()), false), new RefreshToken("first"), false);
        settlement = new RenewalSettlement(new Away(), new NoIncident(), sealer, new Waiting(), new Uncounted(), null, new Told<>(rotated -> told.add(rotated.copy())));
    }

    private void assertNothingChangedForThoseWhoReadTheRow() {
        var read = presented.row();
        assertThat(read.grant().version()).isEqualTo(1);
        assertThat(read.grant().generation()).isEqualTo(1);
        assertThat(sealer.accessToken(read.grant())).contains(OLD);
        assertThat(waiting).as("it is kept for the database").hasSize(1);
        assertThat(told).as("who remembers grants hears of it").isEqualTo(waiting);
    }

    @Test
    void aRenewalThatIsNotStoredYetLeavesAnEarlierReadingAsItIs() {
        var renewal = settlement.renewed(presented,
                new SpotifyAnswer.Issued(NEW, LIFE, Optional.empty(), Optional.of(new RefreshToken("second")))).toCompletableFuture().join();
        assertThat(renewal).isInstanceOfSatisfying(Renewal.Renewed.class, renewed -> {
            assertThat(renewed.token()).isEqualTo(NEW);
            assertThat(renewed.snapshot().grant().version()).isEqualTo(2);
            assertThat(renewed.snapshot().grant().generation()).isEqualTo(2);
        });
        assertNothingChangedForThoseWhoReadTheRow();
    }

    @Test
    void neitherDoesAnAnswerWithARefreshTokenAlone() {
        var renewal = settlement.garbled(presented, new SpotifyAnswer.Garbled("no token", Optional.of(new RefreshToken("second"))),
                Duration.ofSeconds(5)).toCompletableFuture().join();
        assertThat(renewal).isInstanceOfSatisfying(Renewal.Kept.class, kept ->
                assertThat(kept.changed().orElseThrow().grant().generation()).isEqualTo(2));
        assertNothingChangedForThoseWhoReadTheRow();
    }

    private static final class Away extends LeasedWriter {

        private Away() {
            super(null, null, null, null, null);
        }

        @Override
        CompletionStage<LeasedWrite> write(LeasedGrant leased, BiConsumer<GrantRow, Instant> change) {
            return CompletableFuture.failedFuture(new StorageUnavailable("away", null));
        }
    }

    private static final class NoIncident extends IncidentResponse {

        private NoIncident() {
            super(null, null, null, null);
        }

        @Override
        public void accepted(Grant grant) {
            // nobody counts here
        }
    }

    private final class Waiting extends Journal {

        private Waiting() {
            super((JournalFiles) null);
        }

        @Override
        public void keep(GrantCopy copy) {
            // on no disk here
        }

        @Override
        public void holdUntilStored(GrantCopy copy) {
            waiting.add(copy);
        }
    }

    private static final class Uncounted extends RenewalOutcomes {

        private Uncounted() {
            super(null, null);
        }

        @Override
        <T> T counted(PresentedGrant presented, RenewalOutcome outcome, T result) {
            return result;
        }
    }
}
