package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Outcome;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One node on its embedded database that is stopped, killed, robbed of its database and given other keys. */
class RestartIT {

    @TempDir
    private Path folder;
    private SpotifyStandIn spotify;
    private Node node;

    @BeforeEach
    void start() {
        spotify = SpotifyStandIn.start(0).rotation(Rotation.STRICT);
        node = new Node(spotify.url(), folder);
    }

    @AfterEach
    void stop() {
        node.close();
        spotify.close();
        assertThat(spotify.presentations()).as("no superseded token was ever presented")
                .noneMatch(presentation -> presentation.outcome() == Outcome.REUSE_DETECTED);
    }

    private static void renew(Listener listener, int to) {
        var answer = listener.token("?newerThan=" + (to - 1));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(to);
    }

    @Test
    void sessionsSurviveARestartAndAKillRightAfterTheAnswer() throws InterruptedException, IOException {
        node.start();
        var listener = new Listener(node.url()).connected();
        var withOldCookie = listener.copy();
        renew(listener, 2);
        node.close();
        node.start();
        renew(listener, 3);
        node.kill();
        assertThat(unpacked()).as("a node that was killed leaves it behind").hasSize(1);
        node.start();
        assertThat(unpacked()).as("and the next one clears it away").hasSize(1);
        assertThat(withOldCookie.token().version()).as("the database has the newer grant").isEqualTo(3);
        renew(withOldCookie, 4);
        renew(listener, 5);
        node.close();
        assertThat(unpacked()).as("one that ends by itself leaves nothing").isEmpty();
    }

    private List<Path> unpacked() throws IOException {
        var folder = Path.of(System.getProperty("java.io.tmpdir"), "sostenuto-" + URI.create(node.url()).getPort());
        try (var files = Files.list(folder)) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void theCookieBringsBackADatabaseThatIsLostOrOlder() throws IOException {
        node.start();
        var listener = new Listener(node.url()).connected();
        node.close();
        var backup = databaseFiles();
        backup.forEach(file -> copy(file, folder.resolve(file.getFileName())));
        node.start();
        renew(listener, 2);
        node.close();
        backup.forEach(file -> copy(folder.resolve(file.getFileName()), file));
        node.start();
        assertThat(listener.token().status()).as("restored from an older backup").isEqualTo(200);
        node.close();
        for (var file : databaseFiles()) {
            Files.delete(file);
        }
        node.start();
        var answer = listener.token();
        assertThat(answer.status()).as("lost: " + answer.response().body()).isEqualTo(200);
        assertThat(listener.get("/api/session").json().getJsonObject("spotifyUser").getString("id"))
                .isEqualTo("listener-1");
    }

    /** As an operator reads it. */
    private int sealedWith(String key) {
        var metrics = new Listener(node.url()).get("/metrics").response().body();
        return Pattern.compile("sostenuto_sealed_sessions\\{[^}]*key=\"" + key + "\"[^}]*} ([0-9]+)").matcher(metrics)
                .results().map(found -> Integer.parseInt(found.group(1))).findFirst().orElse(-1);
    }

    @Test
    void keysRotateInThreeStepsAndAForeignKeyOpensNothing() {
        var old = "old:" + Base64.getEncoder().encodeToString(new byte[32]);
        var young = "young:" + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());
        node.with("SOSTENUTO_SEAL_KEYS", old).start();
        var listener = new Listener(node.url()).connected();
        var early = listener.cookie(Listener.SESSION);
        for (var step : List.of(old + "," + young, young + "," + old)) {
            node.close();
            node.with("SOSTENUTO_SEAL_KEYS", step).start();
            assertThat(listener.token().status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> sealedWith("old") == 0);
        assertThat(sealedWith("young")).as("sealed anew in the background").isEqualTo(1);
        renew(listener, 2);
        assertThat(early).startsWith("old.");
        assertThat(listener.cookie(Listener.SESSION)).startsWith("young.");
        node.close();
        node.with("SOSTENUTO_SEAL_KEYS", "third:" + Base64.getEncoder().encodeToString(new byte[32])).start();
        assertThat(listener.copy().token().error()).as("a foreign key opens nothing").isEqualTo("no_session");
        node.close();
        node.with("SOSTENUTO_SEAL_KEYS", young).start();
        renew(listener, 3);
        var left = new Listener(node.url());
        left.cookie(Listener.SESSION, early);
        assertThat(left.token().error()).isEqualTo("no_session");
    }

    private List<Path> databaseFiles() throws IOException {
        try (var files = Files.list(node.data())) {
            var found = files.filter(file -> file.toString().endsWith(".db")).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
