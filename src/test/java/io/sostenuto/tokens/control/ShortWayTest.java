package io.sostenuto.tokens.control;

import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.entity.Problem;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ShortWayTest {

    private static final TokenRequest ANY = new TokenRequest(Optional.empty(), Optional.empty());

    private final World world = new World(Rotation.NONE);
    private final ShortWay shortWay = world.nodes.get(0).shortWay;
    private final TokenManager manager = world.nodes.get(0).manager;

    @Test
    void aTokenThatIsGoodIsAtHand() {
        assertThat(shortWay.look(world.cookie, ANY).served()).isPresent();
    }

    @Test
    void aRowThatWasLookedAtIsNotAskedForAgain() {
        world.rows.now = world.rows.now.plus(Duration.ofHours(2));
        var tried = shortWay.look(world.cookie, ANY);
        assertThat(tried.served()).as("its token is dead").isEmpty();
        var result = manager.token(world.cookie, tried).toCompletableFuture();
        assertThat(world.pending).as("it is presented").hasSize(1);
        assertThat(world.rows.looks).isEqualTo(1);
        manager.token(world.cookie, FirstLook.none(ANY));
        assertThat(world.rows.looks).as("who has not looked yet looks").isEqualTo(2);
        assertThat(result).as("Spotify has not answered").isNotDone();
    }

    @Test
    void aDatabaseThatWasAwayForTheShortWayIsAwayForTheLongOne() {
        world.mood = World.Mood.DOWN;
        var tried = shortWay.look(world.cookie, ANY);
        assertThat(tried.served()).isEmpty();
        world.mood = World.Mood.UP;
        assertThat(manager.token(world.cookie, tried).toCompletableFuture().join()).isInstanceOfSatisfying(TokenResult.Refused.class,
                refused -> assertThat(refused.problem()).isEqualTo(Problem.STORAGE_UNAVAILABLE));
        assertThat(world.rows.looks).isZero();
    }
}
