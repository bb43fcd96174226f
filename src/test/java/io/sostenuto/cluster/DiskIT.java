package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A disk that is full: first for the journal and the log, then for PostgreSQL's write-ahead log as well. */
@Tag("soak")
class DiskIT {

    @Test
    void aFullDiskLosesNothing() throws Exception {
        Assumptions.assumeTrue(Volume.canBeHad(), "a disk of its own can only be mounted by root on Linux");
        String full;
        String afterwards;
        var folder = Path.of(System.getProperty("test.directory"), "disk");
        try (var disk = new Volume(folder, "240m"); var cluster = new Cluster("disk", 1, nodes -> { })) {
            cluster.begin(Rotation.STRICT);
            var listeners = expired(cluster, 4);
            var valid = cluster.connected("disk-valid");
            assertThat(valid.token().status()).isEqualTo(200);

            disk.fill();
            assertThat(disk.isFull()).as("the disk is full").isTrue();
            var renewed = listeners.get(0).token().status();
            assertThat(renewed).as("the database can still write").isEqualTo(200);
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(1)).until(() ->
                    ready(cluster).contains("\"journal\":\"cannot be written\""));

            var sent = cluster.spotify.tokenPosts();
            assertThat(exhaustWal(cluster)).as("PostgreSQL can write no more").isTrue();
            var refused = listeners.get(1).token();
            assertThat(refused.error()).isEqualTo("storage_unavailable");
            var risked = cluster.spotify.tokenPosts() - sent;
            assertThat(risked).as("tokens that were risked").isZero();
            var good = valid.token().status();
            assertThat(good).as("what the node has in memory").isEqualTo(200);
            full = renewed + " without journal and log; then " + refused.status() + " with " + risked + " sent, a good token " + good;

            disk.drain();
            cluster.postgres.kill();
            cluster.postgres.start();
            afterwards = Results.tally(listeners.stream().map(listener -> SharedCluster.recovers(listener).status()).toList());
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(1)).until(() ->
                    ready(cluster).contains("\"journal\":\"present\""));
            cluster.assertNoReuse();
        }
        Results.report(Fault.F19_FULL, "strict, disk of journal, log and PostgreSQL full",
                "renewed as long as the database can write, then nothing is sent; nothing is lost",
                full + "; afterwards " + afterwards, 2);
    }

    private static String ready(Cluster cluster) {
        return new Listener(cluster.node(0).url()).get("/health/ready").response().body();
    }

    private static List<Listener> expired(Cluster cluster, int number) {
        cluster.spotify.accessTokenLife(Duration.ofSeconds(1));
        var listeners = IntStream.range(0, number).mapToObj(i -> cluster.connected("disk-" + i)).toList();
        var past = Instant.now().plusMillis(1100);
        await().pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(past));
        cluster.spotify.accessTokenLife(Duration.ofHours(1));
        return listeners;
    }

    /** @return whether PostgreSQL gave up, because its log has no place left */
    private static boolean exhaustWal(Cluster cluster) {
        try (var connection = cluster.postgres.connect(); var statement = connection.createStatement()) {
            for (var round = 0; round < 3000; round++) {
                statement.execute("select pg_logical_emit_message(false, 'test', repeat('x', 100000))");
            }
            return false;
        } catch (SQLException full) {
            var state = String.valueOf(full.getSQLState());
            return state.equals("53100") || state.startsWith("08") || state.startsWith("57"); // disk full; or it has gone down
        }
    }
}
