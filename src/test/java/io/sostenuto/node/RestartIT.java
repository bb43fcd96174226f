package io.sostenuto.node;

import io.sostenuto.Built;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Outcome;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
        node.start();
        assertThat(withOldCookie.token().version()).as("the database has the newer grant").isEqualTo(3);
        renew(withOldCookie, 4);
        renew(listener, 5);
    }

    @Test
    void theNextNodeStartsFromTheServerThatAKilledOneLeftAndHealsItAndClearsAwayTheRest() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        var own = temporary.resolve("sostenuto-" + URI.create(node.url()).getPort());
        var modules = own.resolve("server/runtime");
        node.jvm("-Djava.io.tmpdir=" + temporary).start();
        node.kill();
        assertThat(names(own)).as("a killed node leaves more").hasSizeGreaterThan(2);
        var kept = Files.createLink(folder.resolve("kept"), modules.resolve("glassfish.jar"));
        var cutOff = modules.resolve("kernel.jar");
        Files.write(cutOff, Arrays.copyOf(Files.readAllBytes(cutOff), 1000));
        var foreign = Files.writeString(own.resolve("server/lib/foreign.jar"), "of another release");
        node.jar(nextRelease()).start();
        assertThat(Files.isSameFile(kept, modules.resolve("glassfish.jar"))).as("not written anew").isTrue();
        assertThat(cutOff).as("written anew").satisfies(file -> assertThat(Files.size(file)).isGreaterThan(1000));
        assertThat(foreign).doesNotExist();
        assertThat(own.resolve("server/lib/next.jar")).exists();
        assertThat(names(own)).as("one life's").filteredOn(name -> name.startsWith("payaramicro-")).hasSize(1);
        assertThat(names(temporary)).containsExactly(own.getFileName().toString());
        node.terminate();
        assertThat(node.exit()).isEqualTo(143);
        assertThat(names(temporary)).containsExactly(own.getFileName().toString());
        assertThat(names(own)).as("for the next one").containsExactlyInAnyOrder("lock", "server");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** @return the jar with a library more */
    private Path nextRelease() throws IOException {
        var jar = Files.copy(Built.JAR, folder.resolve("next-release.jar"));
        try (var inside = FileSystems.newFileSystem(jar)) {
            Files.copy(inside.getPath("MICRO-INF/lib/sostenuto-server.jar"), inside.getPath("MICRO-INF/lib/next.jar"));
        }
        return jar;
    }

    /** A balancer that asks the next node where a connection is refused needs nothing else to know. */
    @Test
    void aNodeThatStartsRefusesConnectionsUntilItAnswersAndOneThatEndsAnswersUntilItRefuses() throws Exception {
        node.plainArguments("--drain", "3").launch();
        assertThat(untilAnswered("/api/session")).as("before the first answer").containsOnly("refused");
        node.ready();
        var answers = new ArrayList<String>();
        node.terminate();
        await().atMost(Duration.ofSeconds(3)).until(() -> asked("/api/session").equals("200 close")); // the signal is heard
        while (answers.isEmpty() || !answers.get(answers.size() - 1).equals("refused")) {
            answers.add(asked("/api/session"));
        }
        answers.remove(answers.size() - 1);
        if (answers.get(answers.size() - 1).startsWith("broken")) { // it was in the queue of the socket that closed: the kernel resets it
            answers.remove(answers.size() - 1);
        }
        assertThat(answers).as("until the first refusal").hasSizeGreaterThan(10).containsOnly("200 close");
        assertThat(node.exit()).isEqualTo(143);
    }

    @Test
    void aPortThatIsTakenDuringTheStartEndsIt() throws Exception {
        node.launch();
        var url = URI.create(node.url());
        try (var taken = new ServerSocket()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> node.log().contains("Loading application"));
            taken.bind(new InetSocketAddress(url.getHost(), url.getPort()));
            assertThat(node.exit()).isEqualTo(1);
        }
        assertThat(node.log()).contains("The node does not listen at port " + url.getPort());
    }

    /** Its code is good for once. */
    @Test
    void aLoginThatWaitsForSpotifyEndsBeforeItsNodeDoes() throws Exception {
        node.start();
        var listener = new Listener(node.url());
        var back = listener.callback(listener.get("/api/login").header("Location"), "allow");
        var held = spotify.hold();
        var answer = CompletableFuture.supplyAsync(() -> listener.follow(back));
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        node.terminate();
        await().until(() -> node.status("/health/ready") != 200);
        held.release();
        assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(303);
        assertThat(listener.cookies()).containsKey(Listener.SESSION);
        assertThat(node.exit()).isEqualTo(143);
        node.start();
        assertThat(listener.token().status()).isEqualTo(200);
    }

    private List<String> untilAnswered(String path) {
        var before = new ArrayList<String>();
        for (var answer = asked(path); !answer.startsWith("200"); answer = asked(path)) {
            assertThat(node.process().isAlive()).as(node.log()).isTrue();
            before.add(answer);
        }
        return before;
    }

    /** @return the status and what becomes of the connection; or that there was none */
    private String asked(String path) {
        try (var socket = new Socket()) {
            var url = URI.create(node.url());
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 5_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            var head = new ArrayList<String>();
            for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                head.add(line.toLowerCase(Locale.ROOT));
            }
            return head.isEmpty() ? "broken" : head.get(0).substring(9, 12) + (head.contains("connection: close") ? " close" : "");
        } catch (ConnectException nobodyListens) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            return "refused";
        } catch (IOException broken) {
            return "broken " + broken;
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
