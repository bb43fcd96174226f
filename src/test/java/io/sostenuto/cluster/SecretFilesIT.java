package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.spotify.Rotation;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Secrets are exchanged by writing over their files, on nodes that run. */
class SecretFilesIT {

    private static final String YOUNG = "k2:" + Base64.getEncoder().encodeToString("another-key-of-32-octets-exactly".getBytes());

    private Deployment deployment;
    private Cluster cluster;

    @BeforeEach
    void begin() {
        deployment = Deployment.get();
        cluster = deployment.begin(Rotation.STRICT);
        // a node reads its secret every two seconds, and believes it at the second look
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> deployment.connected("secrets-are-back"));
    }

    @AfterEach
    void putBack() throws Exception {
        deployment.write("client-secret", "stand-in-secret");
        cluster.spotify.app("stand-in-client", "stand-in-secret");
        for (var node : cluster.nodes) { // others use the same nodes next
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> canLogIn(node));
        }
        cluster.postgres.trust();
        cluster.assertNoReuse();
    }

    @Test
    void keysAreExchangedOnRunningNodesWithoutAFailureOrALogout() throws Exception {
        var listeners = IntStream.range(0, 6).mapToObj(i -> deployment.connected("key-file-" + i)).toList();
        var early = listeners.get(0).cookie(Listener.SESSION);
        var answers = new ConcurrentLinkedQueue<Listener.Answer>();
        var over = new AtomicBoolean();
        var load = CompletableFuture.runAsync(() -> {
            for (var turn = 0; !over.get(); turn++) {
                ask(turn % 2, listeners.get(turn % listeners.size()), answers);
            }
        });
        try {
            exchange(Cluster.KEYS + "," + YOUNG, "k1 seals, [k1, k2] open");
            exchange(YOUNG + "," + Cluster.KEYS, "k2 seals, [k2, k1] open");
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() ->
                    assertThat(new Listener(cluster.node(0).url()).get("/metrics").response().body())
                            .containsPattern("sostenuto_sealed_sessions\\{[^}]*key=\"k1\"[^}]*} 0")
                            .containsPattern("sostenuto_sealed_sessions\\{[^}]*key=\"k2\"[^}]*} [1-9]"));
            exchange(YOUNG, "k2 seals, [k2] open");
        } finally {
            over.set(true);
        }
        load.join();
        assertThat(answers).hasSizeGreaterThan(50).allSatisfy(answer ->
                assertThat(answer.status()).as(answer.response().body()).isEqualTo(200));
        assertThat(listeners).allSatisfy(listener ->
                assertThat(cluster.at(1, listener).token("?newerThan=" + listener.token().version()).status()).isEqualTo(200));
        assertThat(early).startsWith("k1.");
        var left = new Listener(cluster.node(0).url());
        left.cookie(Listener.SESSION, early);
        assertThat(left.token().error()).as("the old key is gone").isEqualTo("no_session");
        exchange(Cluster.KEYS, "k1 seals, [k1] open");
    }

    private void ask(int node, Listener listener, Queue<Listener.Answer> answers) {
        var there = cluster.at(node, listener);
        answers.add(there.token());
        listener.cookies().putAll(there.cookies());
    }

    private void exchange(String keys, String told) throws Exception {
        deployment.write("seal-keys", keys);
        cluster.nodes.forEach(node -> awaitLine(node, told));
    }

    private boolean canLogIn(Node node) {
        var listener = new Listener(node.url());
        var back = listener.callback(listener.get("/api/login").header("Location"), "allow");
        return !listener.get(back.substring(deployment.publicUrl().length())).header("Location").contains("login=");
    }

    private static long secretsChanged(Node node) {
        return node.log().lines().filter(line -> line.contains("The client secret of the app default was changed")).count();
    }

    private static void awaitLine(Node node, String told) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> node.log().contains(told));
    }

    @Test
    void wrongKeysAreRefusedWithOneLineAndTheOldOnesStay() throws Exception {
        var listener = deployment.connected("wrong-keys");
        deployment.write("seal-keys", "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
        cluster.nodes.forEach(node -> awaitLine(node, "sostenuto.seal-keys has another key under an id that is in use"));
        deployment.write("seal-keys", "k1:short-canary");
        cluster.nodes.forEach(node -> awaitLine(node, "sostenuto.seal-keys should be kid:base64-of-32-bytes"));
        deployment.write("seal-keys", "");
        cluster.nodes.forEach(node -> awaitLine(node, "sostenuto.seal-keys-file names an empty file"));
        assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
        deployment.write("seal-keys", Cluster.KEYS);
        assertThat(cluster.node(0).log()).doesNotContain("short-canary", "AAAAAAAA");
        assertThat(cluster.node(0).log().lines().filter(line -> line.contains("kid:base64-of-32-bytes"))).hasSize(1);
    }

    @Test
    void aNewClientSecretIsUsedByTheNextCall() throws Exception {
        var listener = deployment.connected("client-secret");
        cluster.spotify.app("stand-in-client", "made-anew-at-spotify");
        assertThat(listener.token("?newerThan=1").error()).isEqualTo("broker_misconfigured");
        var before = cluster.nodes.stream().map(SecretFilesIT::secretsChanged).toList();
        deployment.write("client-secret", "made-anew-at-spotify");
        for (var node = 0; node < before.size(); node++) {
            var here = cluster.node(node);
            var old = before.get(node);
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> secretsChanged(here) > old);
        }
        assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
    }

    @Test
    void aSessionHasOneNameWhateverSecretANodeWasStartedWith() throws Exception {
        var desk = deployment.connected("one-name");
        var phone = deployment.connected("one-name");
        cluster.spotify.app("stand-in-client", "made-anew-again");
        deployment.write("client-secret", "made-anew-again");
        cluster.node(1).close();
        cluster.node(1).start();
        var here = names(desk);
        var there = names(cluster.at(1, desk));
        assertThat(there).as("at a node started with another secret").isEqualTo(here);
        var other = desk.get("/api/sessions").json().getJsonArray("sessions").getValuesAs(JsonObject.class).stream()
                .filter(session -> !session.getBoolean("current")).findFirst().orElseThrow().getString("id");
        var ended = cluster.at(1, desk).post("/api/sessions/" + other + "/end").status();
        assertThat(ended).isEqualTo(204);
        var left = phone.token().error();
        assertThat(left).isEqualTo("no_session");
        Results.report(Results.Fault.F33, "two nodes, listed at one, ended at the other", "the same names; the session has ended",
                here.stream().filter(there::contains).count() + " of " + here.size() + " names alike, end answered " + ended
                        + ", afterwards " + left, 1);
    }

    private static Set<String> names(Listener listener) {
        return listener.get("/api/sessions").json().getJsonArray("sessions").getValuesAs(JsonObject.class).stream()
                .map(session -> session.getString("id")).collect(Collectors.toSet());
    }

    @Test
    void aNewPasswordOfTheDatabaseIsUsedByTheNextConnection() throws Exception {
        var listener = deployment.connected("db-password");
        cluster.postgres.demand("a-password-of-today");
        deployment.write("db-password", "a-password-of-today");
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(300))
                .until(() -> cluster.nodes.stream().allMatch(node -> Cluster.at(node, listener).token("?newerThan=1").status() == 200));
        assertThat(listener.token().version()).isEqualTo(2);
    }
}
