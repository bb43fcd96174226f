package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * F18: a node whose wall clock jumps two hours, while the monotonic one goes on. It needs Debian's libfaketime, which
 * is installed where the build runs as root on Debian; elsewhere the test fails and says so.
 */
@Tag("soak")
class ClockIT {

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    @Test
    void aClockThatJumpsTwoHoursCostsAtMostOneRefresh() throws Exception {
        var clock = Files.createTempFile("sostenuto-clock", "");
        Files.writeString(clock, "+0");
        var library = library();
        try (var cluster = new Cluster("clock", 2, nodes -> nodes.get(1)
                .with("LD_PRELOAD", library.toString()).with("DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_NO_CACHE", "1").with("FAKETIME_TIMESTAMP_FILE", clock.toString()))) {
            cluster.begin(Rotation.STRICT);
            var listener = cluster.connected("clock");
            var there = cluster.at(1, listener);
            assertThat(there.token().status()).isEqualTo(200);
            for (var jump : new String[]{"+7200", "-7200", "+0"}) {
                Files.writeString(clock, jump);
                assertThat(skew(cluster)).as("how far the node's clock is off, in seconds")
                        .isCloseTo(Long.parseLong(jump), within(60L));
                var before = cluster.refreshes("clock").size();
                for (var i = 0; i < 5; i++) {
                    assertServed(there.token());
                    assertServed(cluster.at(0, there).token());
                }
                assertThat(cluster.refreshes("clock").size() - before).as("refreshes after " + jump).isLessThanOrEqualTo(1);
                assertServed(there.token("?newerThan=" + there.token().version()));
            }
            cluster.assertNoReuse();
        }
    }

    /** The times of the node's log tell what it takes the time to be. */
    private static long skew(Cluster cluster) {
        cluster.at(1, cluster.connected("witness")).post("/api/logout");
        var line = cluster.node(1).log().lines().filter(text -> text.endsWith(": logout")).reduce((one, last) -> last)
                .orElseThrow();
        var told = OffsetDateTime.parse(line.substring(0, line.indexOf(' ')),
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ"));
        return Duration.between(Instant.now(), told.toInstant()).toSeconds();
    }

    private static void assertServed(Listener.Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().getInt("expiresIn")).isBetween(1, 3600);
    }

    private static Path library() throws IOException, InterruptedException {
        if (PLACES.stream().noneMatch(Files::exists)) {
            for (var command : List.of(List.of("apt-get", "update"), List.of("apt-get", "install", "-y", "libfaketime"))) {
                var process = new ProcessBuilder(command).inheritIO().start();
                process.waitFor(5, TimeUnit.MINUTES);
            }
        }
        return PLACES.stream().filter(Files::exists).findFirst()
                .orElseThrow(() -> new AssertionError("libfaketime is missing; on Debian: apt-get install libfaketime"));
    }
}
