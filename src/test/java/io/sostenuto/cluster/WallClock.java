package io.sostenuto.cluster;

import io.sostenuto.Debian;
import io.sostenuto.Node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The wall clock of one node, which libfaketime turns while the node runs. The monotonic clock goes on as it should. */
final class WallClock {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final Pattern TIMESTAMP = Pattern.compile("\"Timestamp\":\"([^\"]+)\"");
    private final Path offset;

    /** @param folder for the file that libfaketime reads the offset from */
    WallClock(Path folder) throws IOException {
        offset = Files.createTempFile(Files.createDirectories(folder), "clock", "");
        write(Duration.ZERO);
    }

    /** @return the library; empty where it is not installed and cannot be */
    static Optional<Path> library() {
        return installed().or(() -> Debian.install("libfaketime") ? installed() : Optional.empty());
    }

    private static Optional<Path> installed() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
                .map(platform -> Path.of("/usr/lib", platform, "faketime", "libfaketime.so.1"))
                .filter(Files::exists).findFirst();
    }

    /** Puts the node, which is not started yet, under this clock. */
    Node under(Node node, Path library) {
        return node.with("LD_PRELOAD", library.toString()).with("FAKETIME_TIMESTAMP_FILE", offset.toString())
                .with("FAKETIME_CACHE_DURATION", "1").with("FAKETIME_DISABLE_SHM", "1")
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // with its mend for another libc, every wait ends at once
    }

    /**
     * Turns the clock, and waits until the node's log tells that it has turned.
     *
     * @param line makes the node write a line
     */
    void turn(Duration by, Node node, Runnable line) throws IOException {
        write(by);
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            line.run();
            assertThat(Duration.between(Instant.now(), told(node)).minus(by).abs())
                    .as("the node's clock against ours, turned by %s", by).isLessThan(Duration.ofMinutes(1));
        });
    }

    private void write(Duration by) throws IOException {
        var text = (by.isNegative() ? "-" : "+") + by.abs().toSeconds() + "\n";
        var next = Files.writeString(offset.resolveSibling(offset.getFileName() + ".next"), text);
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Instant told(Node node) {
        var stamps = TIMESTAMP.matcher(node.log()).results().map(found -> found.group(1)).toList();
        return OffsetDateTime.parse(stamps.get(stamps.size() - 1), STAMP).toInstant();
    }
}
