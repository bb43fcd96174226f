package io.sostenuto.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The benchmark works: every row is measured, at a size that tells nothing else. */
class BenchHarnessIT {

    @Test
    void everyRowHasItsFigures() throws Exception {
        assumeTrue(Wrk.isHere(), "wrk is not installed, and only root on Debian may install it");
        var scale = Scale.tiny();
        try (var servers = new Servers(scale)) {
            for (var row : Row.values()) {
                var measured = row.measure(servers);
                assertThat(measured.lines()).as(row + " has figures").isNotEmpty()
                        .allSatisfy(line -> assertThat(line.figure()).as(line.what()).isFinite());
                assertThat(measured.raw()).as(row + " has numbers").isNotEmpty().allSatisfy((name, numbers) ->
                        assertThat(numbers.values()).as(name).isNotEmpty().allSatisfy(number -> assertThat(number).isPositive()));
            }
        }
    }
}
