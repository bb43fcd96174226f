package io.sostenuto.tokens.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.accounts.control.SpotifyTokenEndpoint;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The machine is put to sleep and woken: its monotonic clock has stood still, Spotify's tokens have not. */
class SleepTest {

    private static final Duration NIGHT = Duration.ofHours(8);
    private static final TokenRequest ANY = new TokenRequest(Optional.empty(), Optional.empty());

    private final World world = new World(Rotation.NONE);

    private void sleep(Duration time) {
        world.asleep = world.asleep.plus(time);
        world.rows.now = world.rows.now.plus(time);
    }

    private TokenResult ask() {
        world.call(0, world.cookie, true);
        return world.calls.get(world.calls.size() - 1).result().getNow(null);
    }

    private static void assertRefused(TokenResult result, Problem problem) {
        assertThat(result).isInstanceOfSatisfying(TokenResult.Refused.class,
                refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    @Test
    void noTokenOfTheEveningBeforeIsAtHand() {
        assertThat(ask()).isInstanceOf(TokenResult.Served.class);
        sleep(NIGHT);
        assertThat(world.nodes.get(0).shortWay.look(world.cookie, ANY).served()).isEmpty();
        assertThat(ask()).as("Spotify is asked").isNull();
        assertThat(world.pending).hasSize(1);
    }

    @Test
    void noTokenOfTheEveningBeforeIsServedWhileTheDatabaseIsAway() {
        assertThat(ask()).isInstanceOf(TokenResult.Served.class);
        world.mood = World.Mood.DOWN;
        assertThat(ask()).as("what is in memory").isInstanceOf(TokenResult.Served.class);
        sleep(NIGHT);
        assertRefused(ask(), Problem.STORAGE_UNAVAILABLE);
    }

    @Test
    void aTokenIsNotHandedOutAgainForAClockThatIsSetBack() {
        assertThat(ask()).isInstanceOf(TokenResult.Served.class);
        world.pass(3_000);
        var back = Duration.ofMinutes(40);
        world.rows.now = world.rows.now.minus(back); // the row has 50 minutes left by it
        world.asleep = world.asleep.minus(back);
        assertThat(((TokenResult.Served) ask()).expiry().left()).isCloseTo(Duration.ofMinutes(10), Duration.ofSeconds(5));
        world.pass(600);
        assertThat(ask()).as("Spotify is asked").isNull();
        assertThat(world.pending).hasSize(1);
    }

    @Test
    void anAnswerThatMayHaveLainThereAllNightIsAsOldAsItsCall() {
        var clocks = new FakeClocks();
        var issued = new SpotifyAnswer.Issued(new AccessToken("BQ"), Duration.ofHours(1), Optional.empty(),
                Optional.of(new RefreshToken("AQ-2")));
        var sent = clocks.both.now();
        clocks.pass(Duration.ofSeconds(9));
        assertThat(SpotifyTokenEndpoint.counted(issued, sent)).as("a slow answer").isEqualTo(issued);
        clocks.sleep(Duration.ofMinutes(20));
        assertThat(((SpotifyAnswer.Issued) SpotifyTokenEndpoint.counted(issued, sent)).life())
                .isEqualTo(Duration.ofMinutes(40).minusSeconds(9));
        clocks.sleep(NIGHT);
        var old = (SpotifyAnswer.Issued) SpotifyTokenEndpoint.counted(issued, sent);
        assertThat(old.life()).isZero();
        assertThat(old.refreshToken()).as("which does not age so").isEqualTo(issued.refreshToken());
    }

    @Test
    void aTokenThatIsDeadWhenItIsStoredIsNotHandedOut() {
        world.pass(3_700);
        assertThat(ask()).isNull();
        world.decide(world.pending.get(0));
        world.sleep(NIGHT);
        world.hear(world.pending.get(0));
        assertRefused(world.calls.get(0).result().join(), Problem.SPOTIFY_UNAVAILABLE);
        world.pass(1);
        assertThat(ask()).as("the next call has a new one made").isNull();
        world.answer(world.pending.get(0));
        assertThat(world.calls.get(1).result().join()).isInstanceOf(TokenResult.Served.class);
    }
}
