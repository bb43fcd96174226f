package io.sostenuto.browsers;

import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A short visit with WebKit in every build, because it keeps cookies like no other. {@link BrowsersIT} goes further. */
class WebKitIT {

    @Test
    void aPersonLogsInListensThroughARenewalAndLogsOut() {
        try (var spotify = SpotifyStandIn.start(0);
                var node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), "webkit")).start();
                var person = new Person(node, OtherBrowser.Kind.WEBKIT)) {
            spotify.heartbeat(Duration.ofMillis(500)).accessTokenLife(Duration.ofSeconds(4));
            var tab = person.logsIn();
            person.plays(tab);
            person.seesVersion(tab, 2);
            person.seesPlaying(tab);
            assertThat(person.nextTokenCall(tab)).isEqualTo("null");
            tab.press("Log out");
            person.isSignedOut(tab);
        }
    }
}
