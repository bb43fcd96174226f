package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.node.OperatorTokens;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A PostgreSQL that is there, and in trouble: a lock, a commit that waits, no writes, no room. */
class DatabaseTroubleIT {

    /** The pool's size, see settings.txt. */
    private static final int CONNECTIONS_A_NODE = 32;

    private static final String FULL = "too many connections for role";

    private final Cluster cluster = SharedCluster.get();

    @AfterEach
    void itIsWellAgain() {
        set("reset synchronous_standby_names");
        set("reset default_transaction_read_only");
        set("reset commit_delay");
        set("reset commit_siblings");
        cluster.nodes.forEach(node -> await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(300))
                .until(() -> health(node).contains("\"database\":\"present\"")));
        cluster.assertNoReuse();
    }

    private void set(String what) {
        cluster.postgres.change("alter system " + what);
        cluster.postgres.value("select pg_reload_conf()");
    }

    private static String health(Node node) {
        return new Listener(node.url()).get("/health/ready").response().body();
    }

    private List<Listener> connected(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> cluster.connected(name + "-" + i)).toList();
    }

    /** @return the sessions, whose access tokens are past their lives; the next ones live an hour */
    private List<Listener> expired(String name, int count) {
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        var all = new ArrayList<>(connected(name, count - 1));
        all.add(SharedCluster.expired(name + "-" + (count - 1)));
        return all;
    }

    /** Each asks in turn at the node of its number until the time is over. @return the answers of all */
    private List<Listener.Answer> askFor(Duration time, List<Listener> listeners, String query) {
        var end = System.nanoTime() + time.toNanos();
        var askers = IntStream.range(0, listeners.size()).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            var there = cluster.at(i % 2, listeners.get(i));
            var answers = new ArrayList<Listener.Answer>();
            do {
                var answer = there.token(query);
                there.keep(answer);
                answers.add(answer);
                pause(Duration.ofMillis(300));
            } while (System.nanoTime() < end);
            return answers;
        }, task -> new Thread(task).start())).toList();
        return askers.stream().flatMap(asker -> asker.join().stream()).toList();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static long refused(List<Listener.Answer> answers) {
        return answers.stream().filter(answer -> answer.status() != 200).count();
    }

    /** @return how often each node has said that the database is away, and that it is back, since these lengths of the logs */
    private List<Long> told(List<Integer> before) {
        return IntStream.range(0, before.size()).mapToObj(i -> cluster.node(i).log().substring(before.get(i)).lines()
                .filter(line -> line.contains("The database is away") || line.contains("The database is back")).count()).toList();
    }

    private List<Integer> logs() {
        return cluster.nodes.stream().map(node -> node.log().length()).toList();
    }

    private int backends(String state) {
        return Integer.parseInt(cluster.postgres.value(
                "select count(*) from pg_stat_activity where application_name = 'sostenuto' and " + state));
    }

    @Test
    void aRowThatSomebodyHoldsKeepsNobodyElseWaiting() throws Exception {
        cluster.begin(Rotation.STRICT);
        var all = expired("locked", 12);
        var held = all.get(0);
        var before = logs();
        List<Listener.Answer> others;
        var waiting = new ArrayList<Integer>();
        var refusals = new ArrayList<String>();
        try (var connection = cluster.postgres.patient(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThat(statement.executeQuery("select 1 from grants where spotify_user = 'locked-0' for update").next()).isTrue();
            var first = held.tokenLater("");
            var asked = CompletableFuture.supplyAsync(() -> askFor(Duration.ofSeconds(5), all.subList(1, 12), ""));
            while (!asked.isDone()) {
                waiting.add(backends("wait_event_type = 'Lock'"));
                pause(Duration.ofMillis(200));
            }
            others = asked.join();
            var answer = first.join();
            assertThat(answer.status()).isEqualTo(503);
            refusals.add(answer.error());
            connection.rollback();
        }
        var begun = System.nanoTime();
        SharedCluster.recovers(held);
        var after = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(refused(others)).as("the others").isZero();
        assertThat(waiting).as("backends that wait for the lock").allMatch(count -> count <= 1);
        assertThat(after).isLessThan(Duration.ofSeconds(10));
        assertThat(told(before)).as("lines").containsOnly(0L);
        Results.report(Fault.F34, "strict, 12 sessions due at once, one row held for 5 s",
                "the others do not notice; the held one is served soon after", refused(others) + " of " + others.size()
                        + " of the others refused, " + waiting.stream().mapToInt(count -> count).max().orElse(0)
                        + " backends waiting; the held one: " + String.join(", ", refusals) + ", then 200", 1);
    }

    @Test
    void commitsThatWaitForAStandbyAreOneOutage() {
        cluster.begin(Rotation.STRICT);
        var strict = expired("hung", 10);
        var good = connected("hung-good", 4);
        var leaver = cluster.connected("hung-leaver");
        assertThat(good).allSatisfy(listener -> assertThat(listener.token().status()).isEqualTo(200));
        var before = logs();
        set("set synchronous_standby_names = 'nobody'");
        var connections = new ArrayList<Integer>();
        var away = new ArrayList<Duration>();
        var begun = System.nanoTime();
        var served = CompletableFuture.supplyAsync(() -> askFor(Duration.ofSeconds(16), good, ""));
        var asked = CompletableFuture.supplyAsync(() -> askFor(Duration.ofSeconds(16), strict, ""));
        var left = CompletableFuture.supplyAsync(() -> leaver.post("/api/logout").status());
        while (!asked.isDone()) {
            connections.add(backends("true"));
            if (away.isEmpty() && cluster.nodes.stream().allMatch(node -> health(node).contains("\"database\":\"away\""))) {
                away.add(Duration.ofNanos(System.nanoTime() - begun));
            }
            pause(Duration.ofMillis(200));
        }
        assertThat(refused(asked.join())).as("nothing is presented without a lease").isPositive();
        assertThat(cluster.refreshes("hung-0")).isEmpty();
        assertThat(refused(served.join())).as("good tokens").isZero();
        assertThat(left.join()).isEqualTo(204);
        assertThat(away).as("told as away").isNotEmpty();
        assertThat(away.get(0)).isLessThan(Duration.ofSeconds(10));
        assertThat(connections).allMatch(count -> count <= 2 * CONNECTIONS_A_NODE);
        set("reset synchronous_standby_names");
        begun = System.nanoTime();
        var afterwards = Results.tally(strict.stream().map(listener -> SharedCluster.recovers(listener).status()).toList());
        var after = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(after).as("no lease was left behind").isLessThan(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(told(before)).containsOnly(2L));
        assertThat(leaver.token().error()).isEqualTo("no_session");
        Results.report(Fault.F35, "strict, 16 s, two nodes",
                "told as away soon, once; never more connections than configured; good tokens served; nothing lost",
                "away on both nodes within " + (away.get(0).toSeconds() + 1) + " s, lines " + told(before) + ", at most " + connections.stream()
                        .mapToInt(count -> count).max().orElse(0) + " connections; " + refused(served.join()) + " of "
                        + served.join().size() + " good tokens refused; afterwards " + afterwards, 1);
    }

    @Test
    void aDatabaseThatTakesNoWritesIsOneOutageAndNotAHundred() {
        cluster.begin(Rotation.STRICT);
        var strict = expired("read-only", 6);
        var good = connected("read-only-good", 4);
        var before = logs();
        set("set default_transaction_read_only = on");
        var seen = new ArrayList<String>();
        var asked = CompletableFuture.supplyAsync(() -> askFor(Duration.ofSeconds(10), strict, ""));
        var served = CompletableFuture.supplyAsync(() -> askFor(Duration.ofSeconds(10), good, ""));
        while (!asked.isDone()) {
            seen.add(health(cluster.node(0)).contains("\"database\":\"away\"") ? "away" : "present");
            pause(Duration.ofMillis(250));
        }
        assertThat(refused(asked.join())).isPositive();
        assertThat(refused(served.join())).isZero();
        assertThat(seen).contains("away");
        assertThat(seen.subList(seen.indexOf("away"), seen.size())).as("a steady word").containsOnly("away");
        assertThat(seen.indexOf("away")).as("looks until then").isLessThan(20);
        set("reset default_transaction_read_only");
        var afterwards = Results.tally(strict.stream().map(listener -> SharedCluster.recovers(listener).status()).toList());
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(told(before)).containsOnly(2L));
        Results.report(Fault.F36, "strict, 10 s, two nodes under load", "one line that it is away and one that it is back; health steady",
                "lines a node: " + told(before) + "; looks, the first away at " + (seen.indexOf("away") + 1) + ": " + Results.tally(seen)
                        + "; afterwards " + afterwards, 1);
    }

    @Test
    void rowsThatAreGoneComeBackFromTheCookiesWithoutARefusal() {
        for (var rotation : List.of(Rotation.STRICT, Rotation.NONE)) {
            cluster.begin(rotation);
            var all = expired("gone-" + rotation, 5);
            var before = logs();
            cluster.postgres.change("truncate grants");
            var answers = Cluster.all(all.stream().flatMap(listener -> IntStream.range(0, 20)
                    .mapToObj(i -> cluster.at(i % 2, listener).tokenLater(""))).toList());
            var sent = IntStream.range(0, 5).map(i -> cluster.refreshes("gone-" + rotation + "-" + i).size()).sum();
            assertThat(refused(answers)).isZero();
            assertThat(sent).isEqualTo(5);
            assertThat(told(before)).containsOnly(0L);
            Results.report(Fault.F37, rotation.name().toLowerCase() + ", five sessions, 20 callers each on two nodes",
                    "100 × 200, one refresh a session", answers.size() - refused(answers) + " × 200, " + sent + " refreshes, lines "
                            + told(before), 1);
        }
    }

    @Test
    void aRoleWithFewConnectionsIsServedByThose() throws IOException {
        cluster.begin(Rotation.STRICT);
        cluster.postgres.change("create role narrow login connection limit 5");
        cluster.postgres.change("create database narrow owner narrow");
        try (var node = cluster.further("narrow").with("SOSTENUTO_DB_URL", Postgres.url(cluster.postgres.port(), "narrow"))
                .with("SOSTENUTO_DB_USER", "narrow")) {
            node.with("SOSTENUTO_PUBLIC_URL", node.url()).start();
            cluster.spotify.registerRedirect(node.url() + "/api/callback");
            cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
            var all = IntStream.range(0, 60).mapToObj(i -> {
                cluster.spotify.user("narrow-" + i, "Listener " + i);
                return new Listener(node.url()).connected();
            }).toList();
            pause(Duration.ofMillis(1100));
            cluster.spotify.accessTokenLife(Duration.ofHours(1));
            var before = cluster.postgres.lines(FULL);
            set("set commit_siblings = 0");
            set("set commit_delay = 50000"); // of a disk that is slow: else five connections are enough
            var answers = Cluster.all(all.stream().map(listener -> listener.tokenLater("")).toList());
            var logouts = atOnce(all.subList(0, 20), listener -> listener.post("/api/logout"));
            var full = cluster.postgres.lines(FULL) - before;
            assertThat(refused(answers)).as(answers.toString()).isZero();
            assertThat(logouts).as("logouts").allSatisfy(logout -> assertThat(logout.status()).isEqualTo(204));
            assertThat(node.log()).doesNotContain("The database is away");
            Results.report(Fault.F38, "a role with 5, 60 sessions due at once on one node, and then 20 logouts", "all are served by the five",
                    answers.size() - refused(answers) + " × 200 of " + answers.size() + ", " + logouts.size() + " × 204; " + full
                            + " connections refused by the server", (int) full);
        }
    }

    /** Each in a transaction of its own, unlike renewals, which are stored together. */
    private static List<Listener.Answer> atOnce(List<Listener> listeners, Function<Listener, Listener.Answer> call) {
        var callers = Executors.newFixedThreadPool(listeners.size());
        try {
            return Cluster.all(listeners.stream().map(listener -> CompletableFuture.supplyAsync(() -> call.apply(listener), callers)).toList());
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void anOperatorsEndOfAllSessionsEndsAlsoWhereNothingIsStored() throws Exception {
        cluster.begin(Rotation.NONE);
        cluster.postgres.change("create role writer login");
        cluster.postgres.change("create database many owner writer");
        var issuer = new OperatorTokens();
        try (var node = cluster.further("many").with("SOSTENUTO_DB_URL", Postgres.url(cluster.postgres.port(), "many"))
                .with("SOSTENUTO_DB_USER", "writer").with("MP_JWT_VERIFY_PUBLICKEY", issuer.publicKey())
                .with("MP_JWT_VERIFY_ISSUER", OperatorTokens.ISSUER)) {
            node.with("SOSTENUTO_PUBLIC_URL", node.url()).start();
            cluster.spotify.registerRedirect(node.url() + "/api/callback");
            cluster.spotify.user("many", "Listener");
            new Listener(node.url()).connected();
            sql("insert into grants select (jsonb_populate_record(g, jsonb_build_object('id', 'copy-' || i))).*"
                    + " from grants g, generate_series(1, 200) i");
            sql("alter role writer set default_transaction_read_only = on");
            sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'writer'");
            var begun = System.nanoTime();
            var refused = endAll(node, issuer);
            var took = Duration.ofNanos(System.nanoTime() - begun);
            var lines = node.log().lines().count();
            assertThat(refused.status()).as(refused.response().body()).isEqualTo(503);
            assertThat(took).isLessThan(Duration.ofSeconds(20));
            pause(Duration.ofSeconds(3));
            assertThat(node.log().lines().count() - lines).as("lines after the answer").isLessThan(10);
            sql("alter role writer reset default_transaction_read_only");
            sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'writer'");
            await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofSeconds(1)).until(() -> endAll(node, issuer).status() == 200);
            var left = sql("select count(*) from grants where ended_at is null");
            assertThat(left).isEqualTo("0");
            Results.report(Fault.F43, "201 sessions of one user", "an answer, and no work after it; all are ended when it takes writes",
                    refused.status() + " " + refused.error() + "; afterwards " + left + " of 201 live", 1);
        }
    }

    private static Listener.Answer endAll(Node node, OperatorTokens issuer) {
        return new Listener(node.url()).post("/api/admin/sessions/end?user=many", "Authorization",
                "Bearer " + issuer.token("sostenuto-admin"), "Sostenuto-Client", "test");
    }

    /** @return the first column of the first row, where there is one */
    private String sql(String text) throws SQLException {
        try (var connection = DriverManager.getConnection(Postgres.url(cluster.postgres.port(), "many") + "?user=postgres");
             var statement = connection.createStatement()) {
            if (!statement.execute(text)) {
                return "";
            }
            var rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
