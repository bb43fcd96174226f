package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.Suspension;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import io.sostenuto.tokens.entity.TokenResult;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random interleavings of callers, crashes, store failures and logouts, under each rotation. Whatever happens, no token
 * is presented by two at a time or after it is known to be superseded, a logout stands, and at the end there is a token
 * to be had, unless under strict rotation an answer of Spotify's was lost.
 */
class RenewalStoriesTest {

    /** Held on to, or its level would be forgotten: thousands of stories are no news. */
    private static final Logger LOG = Logger.getLogger("io.sostenuto");

    @BeforeContainer
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loudAgain() {
        LOG.setLevel(null);
    }

    /** What can happen next. */
    enum Kind {
        CALL(4), CALL_AND_LEAVE(4), CALL_WITH_AN_OLD_COOKIE(3), SPOTIFY_ANSWERS(6), ANSWER_IS_LOST(1), SPOTIFY_FAILS(1),
        CRASH(1), CRASH_BEFORE_THE_ANSWER(1), DATABASE_GOES(3), DATABASE_COMES(4), DATABASE_LOSES_AN_ANSWER(1),
        A_SECOND(2), HALF_A_MINUTE(3), AN_HOUR(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    record Step(Kind kind, int node) {
        @Override
        public String toString() {
            return kind + "@" + node;
        }
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        return Combinators.combine(Arbitraries.frequency(Stream.of(Kind.values())
                        .map(kind -> Tuple.of(kind.weight, kind)).toList()), Arbitraries.of(0, 1)).as(Step::new)
                .list().ofMinSize(1).ofMaxSize(40);
    }

    @Property(tries = 2000, seed = "1")
    void noGrantIsLost(@ForAll("stories") List<Step> story, @ForAll Rotation rotation) {
        var world = new World(rotation);
        world.pass(3700);
        story.forEach(step -> happen(world, step));
        settleDown(world);
        if (rotation != Rotation.STRICT || !world.answerWasLost) {
            assertThat(ask(world)).isInstanceOf(TokenResult.Served.class);
        }
    }

    @Property(tries = 700, seed = "2")
    void aLogoutStands(@ForAll("stories") List<Step> before, @ForAll("stories") List<Step> after,
                       @ForAll Rotation rotation) {
        var world = new World(rotation);
        world.pass(3700);
        before.forEach(step -> happen(world, step));
        world.logout(0);
        after.forEach(step -> happen(world, step));
        settleDown(world);
        for (var node = 0; node < 2; node++) {
            world.call(node, world.cookie, true);
            assertThat(last(world)).isInstanceOf(TokenResult.Refused.class);
        }
    }

    @Example
    void aRefusalOfAGenerationThatIsNoLongerTheNewestIsNotBelieved() {
        var world = new World(Rotation.GRACE);
        world.pass(3700);
        world.call(0, world.firstCookie, true);
        world.rows.heal(new GrantCopy(world.cookie.session(), world.cookie.user(), world.cookie.scope(), 2,
                Optional.of(new RefreshToken("AQ-healed")), world.cookie.authorizedAt(), false));
        world.pending.remove(0).answer().complete(new SpotifyAnswer.InvalidGrant(Suspension.REVOKED));
        world.pass(1);
        assertThat(world.pending).singleElement().satisfies(next -> assertThat(next.token()).isEqualTo("AQ-healed"));
        world.decide(world.pending.get(0), true);
        assertThat(last(world)).isInstanceOf(TokenResult.Served.class);
    }

    private static void happen(World world, Step step) {
        switch (step.kind()) {
            case CALL -> world.call(step.node(), world.cookie, true);
            case CALL_AND_LEAVE -> world.call(step.node(), world.cookie, false);
            case CALL_WITH_AN_OLD_COOKIE -> world.call(step.node(), world.firstCookie, true);
            case SPOTIFY_ANSWERS -> world.pending.stream().findFirst().ifPresent(one -> world.decide(one, true));
            case ANSWER_IS_LOST -> world.pending.stream().findFirst().ifPresent(one -> world.decide(one, false));
            case SPOTIFY_FAILS -> world.pending.stream().findFirst().ifPresent(world::fail);
            case CRASH -> world.crash(step.node());
            case CRASH_BEFORE_THE_ANSWER -> world.pending.stream().findFirst().ifPresent(one -> {
                one.node().alive = false;
                world.decide(one, true);
                world.crash(world.nodes.indexOf(one.node()));
            });
            case DATABASE_GOES -> world.mood = World.Mood.DOWN;
            case DATABASE_COMES -> world.mood = World.Mood.UP;
            case DATABASE_LOSES_AN_ANSWER -> world.mood = World.Mood.LOSES_ONE_ANSWER;
            case A_SECOND -> world.pass(1);
            case HALF_A_MINUTE -> world.pass(30);
            case AN_HOUR -> world.pass(3700);
        }
    }

    /** The trouble is over: everything answers, and time passes. */
    private static void settleDown(World world) {
        world.mood = World.Mood.UP;
        for (var i = 0; i < 5; i++) {
            List.copyOf(world.pending).forEach(one -> world.decide(one, true));
            world.pass(10);
        }
        assertThat(world.defects).isEmpty();
        assertThat(world.calls).as("every call ends").allMatch(World.Call::isOver);
        world.pass(3700);
    }

    private static TokenResult ask(World world) {
        world.call(1, world.cookie, true);
        for (var i = 0; i < 5 && !world.calls.get(world.calls.size() - 1).isOver(); i++) {
            List.copyOf(world.pending).forEach(one -> world.decide(one, true));
            world.pass(3);
        }
        return last(world);
    }

    private static TokenResult last(World world) {
        return world.calls.get(world.calls.size() - 1).result().join();
    }
}
