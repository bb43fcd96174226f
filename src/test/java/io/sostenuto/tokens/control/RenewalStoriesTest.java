package io.sostenuto.tokens.control;

import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import jakarta.json.Json;
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
import net.jqwik.api.statistics.Statistics;

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
        CALL(4), CALL_AND_LEAVE(4), CALL_WITH_AN_OLD_COOKIE(3), SPOTIFY_ANSWERS(5), SPOTIFY_DECIDES(4), ANSWER_ARRIVES(3),
        CONNECTION_BREAKS(1), CONNECTION_BREAKS_AFTER_THE_DECISION(1), NETWORK_DROPS(2), NETWORK_IS_BACK(3),
        CRASH(1), CRASH_BEFORE_THE_ANSWER(1), DATABASE_GOES(3), DATABASE_COMES(4), DATABASE_LOSES_AN_ANSWER(1),
        A_SECOND(2), SIX_SECONDS(4), HALF_A_MINUTE(3), AN_HOUR(2);

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
        var end = ask(world);
        var costsALogin = rotation == Rotation.STRICT && world.answerWasLost;
        if (costsALogin) {
            assertRefused(end, Problem.REAUTHORIZATION_REQUIRED);
        } else {
            assertThat(end).isInstanceOf(TokenResult.Served.class);
        }
        // a process that dies counts nothing, and what finds no connection is given to the network twice
        var isCounted = !world.crashed && story.stream().noneMatch(step -> step.kind() == Kind.NETWORK_DROPS);
        if (isCounted) {
            assertThat(world.outcomes).as("each presentation is counted once").hasSize(world.attempts);
        }
        some("each presentation was counted once", isCounted);
        some("a process died", world.crashed);
        some("an answer was lost", world.answerWasLost);
        some("an answer was lost, and that cost a login", costsALogin);
        some("an answer was lost with its lease", world.occurred.contains(Occurrence.ANSWER_LOST));
        some("an answer came late and was stored", world.occurred.contains(Occurrence.ANSWERED_LATE));
        some("a lease was taken over", world.occurred.contains(Occurrence.LEASE_TAKEN_OVER));
    }

    /** Prints in how many of the stories this came true, and fails where it nearly never does. */
    private static void some(String what, boolean isSo) {
        Statistics.label(what).collect(isSo).coverage(stories -> stories.check(true).count(number -> number > 20));
    }

    private static void assertRefused(TokenResult result, Problem problem) {
        assertThat(result).isInstanceOfSatisfying(TokenResult.Refused.class,
                refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    /** The first fault that the stories were taught delays for: a connection that is made after its caller was told. */
    @Example
    void aConnectionThatComesAfterTheDeadlineCarriesNothing() {
        var world = new World(Rotation.STRICT);
        world.pass(3700);
        world.networkDrops = true;
        world.call(0, world.firstCookie, true);
        world.pass(11);
        assertRefused(last(world), Problem.SPOTIFY_UNAVAILABLE);
        world.networkIsBack();
        assertThat(world.pending).isEmpty();
        assertThat(ask(world)).isInstanceOf(TokenResult.Served.class);
        assertThat(world.defects).isEmpty();
    }

    @Example
    void anAnswerAfterTheDeadlineIsStoredAndTheTokenIsNotPresentedAgainMeanwhile() {
        var world = new World(Rotation.STRICT);
        world.pass(3700);
        world.call(0, world.firstCookie, true);
        world.decide(world.pending.get(0));
        world.pass(11);
        assertRefused(last(world), Problem.SPOTIFY_UNAVAILABLE);
        for (var node = 0; node < 2; node++) {
            world.call(node, world.firstCookie, true);
            world.pass(1);
        }
        assertThat(world.pending).hasSize(1);
        world.hear(world.pending.get(0));
        world.pass(1);
        assertThat(ask(world)).isInstanceOf(TokenResult.Served.class);
        assertThat(world.occurred).containsOnlyOnce(Occurrence.ANSWERED_LATE);
        assertThat(world.defects).isEmpty();
    }

    @Example
    void anAnswerThatDoesNotComeUntilTheLeaseEndsIsCountedAndCostsOneLogin() {
        var world = new World(Rotation.STRICT);
        world.pass(3700);
        world.call(0, world.firstCookie, true);
        world.decide(world.pending.get(0));
        world.pass(31);
        assertThat(world.occurred).containsOnlyOnce(Occurrence.ANSWER_LOST);
        assertRefused(ask(world), Problem.REAUTHORIZATION_REQUIRED);
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
            assertRefused(last(world), Problem.NO_SESSION);
        }
    }

    @Example
    void aRefusalOfAGenerationThatIsNoLongerTheNewestIsNotBelieved() {
        var world = new World(Rotation.GRACE);
        world.pass(3700);
        world.call(0, world.firstCookie, true);
        world.rows.heal(new GrantCopy(world.cookie.session(), AppName.DEFAULT, world.cookie.user(), world.cookie.scope(), 2,
                Optional.of(new RefreshToken("AQ-healed")), world.cookie.authorizedAt(), false));
        world.pending.remove(0).answer.complete(World.reply(400, Json.createObjectBuilder().add("error", "invalid_grant")));
        world.pass(1);
        assertThat(world.pending).singleElement().satisfies(next -> assertThat(next.token).isEqualTo("AQ-healed"));
        world.answer(world.pending.get(0));
        assertThat(last(world)).isInstanceOf(TokenResult.Served.class);
        assertThat(world.outcomes).as("each of the two presentations").containsExactly(RenewalOutcome.OVERTAKEN, RenewalOutcome.RENEWED);
    }

    private static void happen(World world, Step step) {
        switch (step.kind()) {
            case CALL -> world.call(step.node(), world.cookie, true);
            case CALL_AND_LEAVE -> world.call(step.node(), world.cookie, false);
            case CALL_WITH_AN_OLD_COOKIE -> world.call(step.node(), world.firstCookie, true);
            case SPOTIFY_ANSWERS -> world.atSpotify().findFirst().ifPresent(world::answer);
            case SPOTIFY_DECIDES -> world.atSpotify().findFirst().ifPresent(world::decide);
            case ANSWER_ARRIVES -> world.atSpotify().findFirst().ifPresent(world::hear);
            case CONNECTION_BREAKS -> world.pending.stream().findFirst().ifPresent(world::breaksOff);
            case CONNECTION_BREAKS_AFTER_THE_DECISION -> world.pending.stream().findFirst().ifPresent(one -> {
                world.decide(one);
                world.breaksOff(one);
            });
            case NETWORK_DROPS -> world.networkDrops = true;
            case NETWORK_IS_BACK -> world.networkIsBack();
            case CRASH -> world.crash(step.node());
            case CRASH_BEFORE_THE_ANSWER -> world.pending.stream().findFirst().ifPresent(one -> {
                world.decide(one);
                world.crash(world.nodes.indexOf(one.node));
            });
            case DATABASE_GOES -> world.mood = World.Mood.DOWN;
            case DATABASE_COMES -> world.mood = World.Mood.UP;
            case DATABASE_LOSES_AN_ANSWER -> world.mood = World.Mood.LOSES_ONE_ANSWER;
            case A_SECOND -> world.pass(1);
            case SIX_SECONDS -> world.pass(6);
            case HALF_A_MINUTE -> world.pass(30);
            case AN_HOUR -> world.pass(3700);
        }
    }

    /** The trouble is over: everything answers, and time passes. */
    private static void settleDown(World world) {
        world.mood = World.Mood.UP;
        world.networkIsBack();
        for (var i = 0; i < 5; i++) {
            world.atSpotify().toList().forEach(world::answer);
            world.pass(10);
        }
        assertThat(world.defects).isEmpty();
        assertThat(world.calls).as("every call ends").allMatch(World.Call::isOver);
        world.pass(3700);
    }

    private static TokenResult ask(World world) {
        world.call(1, world.cookie, true);
        for (var i = 0; i < 5 && !world.calls.get(world.calls.size() - 1).isOver(); i++) {
            world.atSpotify().toList().forEach(world::answer);
            world.pass(3);
        }
        return last(world);
    }

    private static TokenResult last(World world) {
        return world.calls.get(world.calls.size() - 1).result().join();
    }
}
