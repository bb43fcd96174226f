package io.sostenuto.bench;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The benchmark works: every row is measured, at a size that tells nothing else. */
class BenchHarnessIT {

    @Test
    void everyRowHasItsFigures() throws Exception {
        assumeTrue(Wrk.isHere(), "wrk is not installed, and only root on Debian may install it");
        var all = new ArrayList<Measured>();
        try (var servers = new Servers(Scale.tiny())) {
            for (var row : EnumSet.complementOf(EnumSet.of(Row.PEERS, Row.BEFORE))) { // they build other applications first
                var measured = row.measure(servers);
                all.add(measured);
                assertThat(measured.lines()).as(row + " has figures").isNotEmpty()
                        .allSatisfy(line -> assertThat(line.figure()).as(line.what()).isFinite());
                assertThat(measured.raw()).as(row + " has numbers").isNotEmpty().allSatisfy((name, numbers) ->
                        assertThat(numbers.values()).as(name).isNotEmpty().allSatisfy(number -> assertThat(number).isPositive()));
            }
        }
        var page = new Report(Scale.tiny(), all, List.of()).page();
        assertThat(all).allSatisfy(measured -> assertThat(page).contains("| " + measured.row() + " |"));
        Files.writeString(Path.of(System.getProperty("test.directory"), "bench-harness.md"), page);
    }
}
