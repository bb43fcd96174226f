package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A grant whose last refresh brought no new refresh token is renewed from the cookie while the database is away, on several
 * nodes if need be. One that was rotated since is not, whatever an earlier refresh did.
 */
class KeptTokenTest {

    private static final int A_TOKENS_LIFE = 3_700;

    private final World world = new World(Rotation.NONE);

    /** The token runs out, and the first node renews it. */
    private TokenResult renewed() {
        world.pass(A_TOKENS_LIFE);
        var result = asked(0);
        assertThat(result).isInstanceOf(TokenResult.Served.class);
        return result;
    }

    private TokenResult asked(int node) {
        world.call(node, world.cookie, true);
        var call = world.calls.get(world.calls.size() - 1);
        if (!call.isOver()) {
            world.answer(world.pending.get(0));
        }
        return call.result().join();
    }

    /** The database goes, and no node has a token in memory. */
    private void away() {
        world.mood = World.Mood.DOWN;
        world.crash(0);
        world.crash(1);
        world.pass(A_TOKENS_LIFE);
    }

    private void assertNobodyPresents(GrantCopy cookie) {
        away();
        for (var node = 0; node < 2; node++) {
            world.call(node, cookie, true);
            assertThat(world.pending).as("presented without a lease").isEmpty();
            assertThat(world.calls.get(world.calls.size() - 1).result().join())
                    .isInstanceOfSatisfying(TokenResult.Refused.class,
                            refused -> assertThat(refused.problem()).isEqualTo(Problem.STORAGE_UNAVAILABLE));
        }
        world.mood = World.Mood.UP;
        assertThat(asked(1)).as("with the database back").isInstanceOf(TokenResult.Served.class);
        assertThat(world.defects).isEmpty();
    }

    @Test
    void aGrantThatWasKeptIsPresentedWithoutTheDatabase() {
        renewed();
        assertThat(world.cookie.tokenKept()).isTrue();
        away();
        assertThat(asked(1)).isInstanceOf(TokenResult.Served.class);
    }

    @Test
    void oneThatWasKeptAndThenRotatedIsPresentedByNobody() {
        renewed();
        world.rotation = Rotation.STRICT;
        renewed();
        assertThat(world.cookie.generation()).isEqualTo(2);
        assertThat(world.cookie.tokenKept()).as("the last refresh brought a new refresh token").isFalse();
        assertNobodyPresents(world.cookie);
    }

    @Test
    void oneThatIsRotatedWhileTheDatabaseIsAwayIsNotPresentedAgainWithoutIt() {
        renewed();
        world.rotation = Rotation.STRICT;
        away();
        assertThat(asked(0)).isInstanceOf(TokenResult.Served.class);
        assertThat(world.cookie.generation()).isEqualTo(2);
        assertNobodyPresents(world.cookie);
    }

    @Test
    void aRowThatTheJournalBroughtToARotatedGenerationIsNotMarked() {
        renewed();
        world.rotation = Rotation.STRICT;
        world.pass(A_TOKENS_LIFE);
        world.call(0, world.cookie, false);
        world.mood = World.Mood.DOWN; // before the answer is stored
        world.answer(world.pending.get(0));
        world.mood = World.Mood.UP;
        world.pass(2);
        var row = world.rows.find(world.cookie.session()).orElseThrow().grant();
        assertThat(row.generation()).isEqualTo(2);
        assertThat(row.tokenKept()).isFalse();
    }
}
