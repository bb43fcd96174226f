package io.sostenuto.integrators;

import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import io.sostenuto.spotify.SpotifyStandInExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** The extension as its users have it. The first test is the one that the page shows. */
@ExtendWith(SpotifyStandInExtension.class)
class StandInExtensionTest {

    private static SpotifyStandIn ofTheClass;

    @BeforeAll
    static void isThereBeforeAnyTest(SpotifyStandIn spotify) {
        ofTheClass = spotify;
        spotify.rotation(Rotation.STRICT);
    }

    @Test
    void aRefreshThatFailedOnceSucceedsTheNextTime(SpotifyStandIn spotify) throws Exception {
        var app = App.at(spotify.url());
        var token = app.login().getString("refresh_token");
        spotify.next(Fault.status(503));
        assertThat(app.refresh(token).statusCode()).isEqualTo(503);
        assertThat(app.refresh(token).statusCode()).isEqualTo(200);
    }

    @RepeatedTest(2)
    void eachTestFindsItAsItWasAtTheStart(SpotifyStandIn spotify) throws IOException, InterruptedException {
        assertThat(spotify).isSameAs(ofTheClass);
        assertThat(spotify.presentations()).isEmpty();
        var app = App.at(spotify.url());
        var refreshed = App.json(app.refresh(app.login().getString("refresh_token")));
        assertThat(refreshed).doesNotContainKey("refresh_token").containsKey("access_token");
        spotify.rotation(Rotation.STRICT).user("another", "Another Listener");
    }
}
