package io.sostenuto.accounts.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.limits.SpotifyGuard;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Alarms;
import jakarta.ws.rs.core.Form;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** When a call is sent again, and when who waits for it is told that nothing was heard. */
class TokenEndpointCallTest {

    private static final BoundedReply ANSWER = new BoundedReply(200, Optional.empty(), "{}");
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    /** It may be up to so long, and is a matter of chance, so that not all nodes come again together. */
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Settings SETTINGS = new SettingsReader(key -> Optional.ofNullable(Map.of("spotify.client-id", "id",
            "spotify.client-secret", "secret", "sostenuto.spotify-deadline", DEADLINE.toString()).get(key)), Stream::empty).read();

    private final FakeClocks clocks = new FakeClocks();
    private final Alarms timer = new Alarms(clocks);
    private final AttemptClock clock = new AttemptClock(SETTINGS, clocks.both);
    private final List<CompletableFuture<BoundedReply>> posts = new ArrayList<>();
    private final AttemptTime time = clock.under(clock.leaseEnd());
    private final TokenEndpointCall call = new TokenEndpointCall(new SpotifyWire(null, null, SETTINGS.apps().get(AppName.DEFAULT), null, clocks.monotonic) {
        @Override
        public CompletionStage<BoundedReply> post(Form form, AttemptTime bounds) {
            posts.add(new CompletableFuture<>());
            return posts.get(posts.size() - 1);
        }
    }, SpotifyGuard.ofExchanges(), new Threads() {
        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }

        @Override
        public Executor answers() {
            return Runnable::run;
        }

        @Override
        public Executor storage() {
            return Runnable::run;
        }
    });

    private CompletableFuture<BoundedReply> post() {
        return call.post(new Form(), time).toCompletableFuture();
    }

    private static SpotifyOutage outage(CompletableFuture<BoundedReply> called) {
        assertThat(called).isCompletedExceptionally();
        return (SpotifyOutage) called.handle((reply, failure) -> failure.getCause()).join();
    }

    @Test
    void whereNoConnectionWasMadeItIsSentOnceMoreAfterAMoment() {
        var called = post();
        posts.get(0).completeExceptionally(new ConnectException());
        assertThat(posts).as("at once").hasSize(1);
        timer.pass(MOMENT);
        assertThat(posts).hasSize(2);
        posts.get(1).complete(ANSWER);
        assertThat(called).isCompletedWithValue(ANSWER);
    }

    @Test
    void itIsSentNoThirdTime() {
        var called = post();
        posts.get(0).completeExceptionally(new ConnectException());
        timer.pass(MOMENT);
        posts.get(1).completeExceptionally(new ConnectException());
        timer.pass(MOMENT);
        assertThat(posts).hasSize(2);
        assertThat(outage(called)).hasMessage("no connection");
    }

    @Test
    void itIsNotSentAgainWhereNothingMayBeSentAfterAMoment() {
        var called = post();
        timer.pass(time.sendBy().left().minusMillis(50));
        posts.get(0).completeExceptionally(new ConnectException());
        timer.pass(MOMENT);
        assertThat(posts).hasSize(1);
        assertThat(outage(called)).hasMessage("no connection");
    }

    /** The token may be worth nothing any more. */
    @Test
    void whatMayHaveReachedSpotifyIsNotSentAgain() {
        var called = post();
        posts.get(0).completeExceptionally(new EOFException());
        timer.pass(MOMENT);
        assertThat(posts).hasSize(1);
        assertThat(outage(called)).hasMessage("the connection broke off");
    }

    @Test
    void whoWaitsIsToldAtTheDeadlineAndALateAnswerIsHeard() {
        var called = post();
        timer.pass(DEADLINE.minusMillis(1));
        assertThat(called).isNotDone();
        timer.pass(Duration.ofMillis(1));
        assertThat(outage(called)).hasMessage("no answer in time");
        var late = ((SpotifyUnheard) outage(called)).late().toCompletableFuture();
        assertThat(late).isNotDone();
        posts.get(0).complete(ANSWER);
        assertThat(late).isCompletedWithValue(ANSWER);
    }
}
