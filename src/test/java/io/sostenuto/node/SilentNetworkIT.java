package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A network to Spotify that answers no new connection for a while. */
class SilentNetworkIT {

    private static final Duration DEADLINE = Duration.ofSeconds(6);

    private static long refreshes(SpotifyStandIn spotify) {
        return spotify.presentations().stream().filter(Presentation::isRefresh).count();
    }

    @Test
    void aConnectionThatIsMadeAfterTheAnswerCarriesNothing(@TempDir Path folder) throws Exception {
        try (var spotify = SpotifyStandIn.start(0);
             var dam = new Dam(spotify.port());
             var node = new Node(spotify.url(), folder).with("SPOTIFY_ACCOUNTS_URL", dam.url())
                     .with("SOSTENUTO_SPOTIFY_DEADLINE", DEADLINE.toString()).start()) {
            spotify.rotation(Rotation.STRICT);
            spotify.user("silent", "Silent");
            spotify.accessTokenLife(Duration.ofSeconds(1));
            var listener = new Listener(node.url()).connected();
            var past = Instant.now().plusMillis(1100);
            await().pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(past));
            spotify.accessTokenLife(Duration.ofHours(1));

            dam.shut();
            var told = listener.token();
            assertThat(told.error()).isEqualTo("spotify_unavailable");
            dam.open();
            // longer than the network's own tries to connect are apart
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> refreshes(spotify) == 0);
            var late = refreshes(spotify);
            var answer = listener.token();
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            Results.report(Fault.F28, "strict", "nothing is sent after the caller was told; session kept",
                    told.status() + " " + told.error() + "; " + late + " POSTs after it; then " + answer.status() + ", version "
                            + answer.version(), dam.droppedConnections());
        }
    }
}
