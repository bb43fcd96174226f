package io.sostenuto.accounts.limits;

import io.sostenuto.FakeClocks;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RateLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    private final FakeClocks clocks = new FakeClocks();
    private final Row row = new Row();
    private boolean away;
    private Error error;
    private final RateLimit limit = node();

    private RateLimit node() {
        return new RateLimit(new Inline(), row, AppName.DEFAULT, clocks.monotonic);
    }

    /** The database, asked on the caller's own thread. */
    private final class Inline extends DatabaseGate {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            if (error != null) {
                throw error;
            }
            return away ? CompletableFuture.failedFuture(new StorageUnavailable("away", null))
                    : CompletableFuture.completedFuture(work.get());
        }
    }

    /** As the statements of {@link RateLimitRow} do it, by a clock that is the wall clock here. */
    private final class Row extends RateLimitRow {

        private long endsAt;
        private long nextProbeAt;

        private Row() {
            super(null);
        }

        private long now() {
            return clocks.both.millis().getAsLong();
        }

        @Override
        public long begin(AppName app, Duration wait, Duration untilProbe) {
            nextProbeAt = now() + untilProbe.toMillis();
            endsAt = now() + wait.toMillis();
            return endsAt;
        }

        @Override
        public boolean lift(AppName app) {
            endsAt = 0;
            return true;
        }

        @Override
        public Seen look(AppName app, Duration untilProbe) {
            var isTrue = nextProbeAt <= now() + untilProbe.toMillis();
            return new Seen(endsAt, isTrue && endsAt > now() ? Duration.ofMillis(endsAt - now()) : Duration.ZERO);
        }

        @Override
        public boolean takeProbe(AppName app, Duration untilNext, Duration left) {
            var setBack = nextProbeAt > now() + untilNext.toMillis();
            if (nextProbeAt > now() && !setBack) {
                return false;
            }
            endsAt = endsAt > 0 && setBack ? now() + left.toMillis() : endsAt;
            nextProbeAt = now() + untilNext.toMillis();
            return true;
        }
    }

    private Optional<Duration> held() {
        return limit.holdBack().toCompletableFuture().join();
    }

    private static Optional<Duration> held(RateLimit node) {
        return node.holdBack().toCompletableFuture().join();
    }

    @Test
    void a429HoldsEverybodyForTheTimeItGave() {
        assertThat(held()).isEmpty();
        limit.begin(Duration.ofSeconds(40));
        assertThat(held()).contains(Duration.ofSeconds(40));
        var other = node();
        other.look();
        assertThat(held(other)).as("what the other nodes read").contains(Duration.ofSeconds(40));
        clocks.pass(Duration.ofSeconds(40));
        assertThat(held()).isEmpty();
        assertThat(held(other)).isEmpty();
    }

    @Test
    void whatSpotifySaidIsToldAsItIsHoweverSoonTheNextProbe() {
        limit.begin(Duration.ofHours(3));
        assertThat(held()).contains(Duration.ofHours(3));
    }

    @Test
    void onceAMinuteOneOfAllNodesTries() {
        limit.begin(Duration.ofHours(3));
        var other = node();
        other.look();
        clocks.pass(MINUTE);
        assertThat(held()).as("the probe").isEmpty();
        assertThat(held(other)).as("somebody tries already").isPresent();
        assertThat(held()).isPresent();
    }

    @Test
    void anAnswerToACallSentBeforeThe429LiftsNothing() {
        var before = limit.begun();
        limit.begin(Duration.ofSeconds(40));
        limit.over(before);
        assertThat(held()).isPresent();
        limit.over(limit.begun());
        assertThat(held()).isEmpty();
        assertThat(row.endsAt).isZero();
    }

    @Test
    void whatAnotherNodeWasToldHoldsHereTooUntilItIsLifted() {
        node().begin(Duration.ofSeconds(30));
        limit.look();
        assertThat(held()).contains(Duration.ofSeconds(30));
        row.lift(AppName.DEFAULT);
        limit.look();
        assertThat(held()).as("another node has found the end").isEmpty();
    }

    @Test
    void whatThisNodeWasJustToldIsNotLiftedByARowThatDoesNotHaveItYet() {
        away = true;
        limit.begin(Duration.ofSeconds(30));
        limit.share(new RateLimitRow.Seen(0, Duration.ZERO));
        assertThat(held()).isPresent();
    }

    @Test
    void whatCouldNotBeStoredIsNotLiftedByARowThatNeverHadIt() {
        away = true;
        limit.begin(Duration.ofHours(1));
        clocks.pass(Duration.ofSeconds(20));
        away = false;
        limit.look();
        assertThat(held()).isPresent();
    }

    /** Its end had passed, a renewal had gone well: it came back with the clock, for as long as that was set back. */
    @Test
    void aPauseThatIsOverStaysOverWhenTheClockIsSetBack() {
        limit.begin(Duration.ofSeconds(5));
        clocks.pass(Duration.ofSeconds(12));
        limit.over(limit.begun());
        for (var back : new Duration[]{TWO_HOURS, Duration.ofSeconds(200)}) {
            clocks.turn(back.negated());
            for (var look = 0; look < 20; look++) {
                limit.look();
                assertThat(held()).as("after %s back, look %d", back, look).isEmpty();
                clocks.pass(Duration.ofSeconds(5));
            }
        }
    }

    /** By so little that the row can be true. */
    @Test
    void aPauseThatIsOverStaysOverWhenTheClockIsSetBackByLessThanAMinute() {
        limit.begin(Duration.ofSeconds(5));
        clocks.pass(Duration.ofSeconds(12));
        clocks.turn(Duration.ofSeconds(-10));
        limit.look();
        assertThat(held()).as("its time was up here").isEmpty();
        limit.over(limit.begun());
        var fresh = node();
        fresh.look();
        assertThat(held(fresh)).as("a renewal has gone well since").isEmpty();
    }

    @Test
    void aPauseWhoseTimeWasUpStaysOverAlsoWhereNobodyHasRenewedSince() {
        limit.begin(Duration.ofSeconds(5));
        clocks.pass(Duration.ofSeconds(12));
        clocks.turn(TWO_HOURS.negated());
        limit.look();
        assertThat(held()).as("here").isEmpty();
        var fresh = node();
        fresh.look();
        assertThat(held(fresh)).as("at a node that starts afterwards").isEmpty();
    }

    @Test
    void aPauseThatGoesOnKeepsItsTimeAndItsProbesWhateverTheClockDoes() {
        for (var jump : new Duration[]{TWO_HOURS.negated(), TWO_HOURS}) {
            limit.begin(Duration.ofMinutes(10));
            clocks.turn(jump);
            limit.look();
            for (var minute = 1; minute < 10; minute++) {
                assertThat(held()).as("after %s, in minute %d", jump, minute).isPresent();
                clocks.pass(MINUTE);
                limit.look();
                assertThat(held()).as("after %s, the probe of minute %d", jump, minute).isEmpty();
            }
            clocks.pass(MINUTE);
            limit.look();
            assertThat(held()).as("after %s, its time is up", jump).isEmpty();
        }
    }

    @Test
    void theFirstProbeAfterTheClockWasSetBackPutsTheRowRight() {
        limit.begin(Duration.ofMinutes(10));
        clocks.turn(TWO_HOURS.negated());
        clocks.pass(MINUTE);
        assertThat(held()).as("the probe").isEmpty();
        assertThat(row.look(AppName.DEFAULT, MINUTE).left()).isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void afterASleepOfTheMachineTheNextProbeFindsTheEnd() {
        limit.begin(Duration.ofHours(1));
        clocks.sleep(TWO_HOURS);
        limit.look();
        clocks.pass(MINUTE);
        assertThat(held()).as("the probe").isEmpty();
        limit.over(limit.begun());
        assertThat(held()).isEmpty();
    }

    @Test
    void aProbeThatCouldNotBeTakenIsTakenAMinuteLater() {
        limit.begin(Duration.ofHours(1));
        for (var failure : new Throwable[]{new OutOfMemoryError("unable to create native thread"),
                new AssertionError(new RejectedExecutionException())}) {
            clocks.pass(MINUTE);
            error = (Error) failure;
            assertThatThrownBy(this::held).isSameAs(failure);
            error = null;
            clocks.pass(MINUTE);
            assertThat(held()).as("the next probe").isEmpty();
        }
    }
}
