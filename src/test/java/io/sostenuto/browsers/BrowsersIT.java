package io.sostenuto.browsers;

import io.sostenuto.Node;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A listener's ways in browsers other than Chromium, by {@code mvn verify -Pbrowsers}. */
@Tag("browsers")
@ParameterizedClass
@EnumSource(OtherBrowser.Kind.class)
class BrowsersIT {

    private static final String USER = "listener-1";

    private static SpotifyStandIn spotify;
    private static Node node;

    @Parameter
    private OtherBrowser.Kind kind;
    private Person person;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), "browsers"));
        node.start();
    }

    @AfterAll
    static void end() {
        node.close();
        spotify.close();
    }

    @BeforeEach
    void sitDown() {
        spotify.reset();
        spotify.heartbeat(Duration.ofMillis(500));
        person = new Person(node, kind);
    }

    @AfterEach
    void leave() {
        person.close();
    }

    @Test
    void aPersonConnectsAndPlaysAndPauses() {
        var tab = person.logsIn();
        person.plays(tab);
        assertThat(spotify.players(USER)).isEqualTo(1);
        tab.press("Pause");
        person.seesPlayer(tab, "Paused");
    }

    @Test
    void theTokenIsRenewedWhileTheMusicPlays() {
        spotify.accessTokenLife(Duration.ofSeconds(4));
        var tab = person.logsIn();
        person.plays(tab);
        person.seesVersion(tab, 3);
        person.seesPlaying(tab);
        person.seesAccount(tab, "Connected");
        assertOneRefreshForEachVersion(tab);
    }

    @Test
    void oneTabPlaysAndTheOtherTakesOverByOneClick() {
        spotify.accessTokenLife(Duration.ofSeconds(4));
        var one = person.logsIn();
        person.plays(one);
        var other = person.opens();
        person.seesPlayingInAnotherTab(other);
        other.press("Play here");
        person.seesPlaying(other);
        person.seesPlayingInAnotherTab(one);
        await().untilAsserted(() -> assertThat(spotify.players(USER)).isEqualTo(1));
        person.seesVersion(other, person.version(other) + 2);
        person.seesPlaying(other);
        assertOneRefreshForEachVersion(other);
    }

    @Test
    void aLogoutReachesBothTabsAndEndsTheSession() {
        var one = person.logsIn();
        person.plays(one);
        var other = person.opens();
        person.seesPlayingInAnotherTab(other);
        assertThat(person.nextTokenCall(other)).isEqualTo("null");
        one.press("Log out");
        person.isSignedOut(one);
        person.isSignedOut(other);
        await().untilAsserted(() -> assertThat(spotify.players(USER)).isZero());
    }

    private void assertOneRefreshForEachVersion(Tab tab) {
        var version = person.version(tab);
        assertThat(spotify.presentations().stream().filter(Presentation::isRefresh).count())
                .as("refreshes at Spotify: one for each version after the first").isBetween(version - 1L, version + 1L);
    }
}
