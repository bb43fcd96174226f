package io.sostenuto.bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The table of targets, measured with real processes. A target that is missed fails only where it is asked for, because
 * a machine may have other work; what does not work fails always.
 */
@Tag("bench")
class BenchIT {

    private static final String PAGE = "benchmark-results.md";
    private static final String PICTURE = "images/benchmark-results.svg";

    private final List<Measured> measured = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @Test
    void everyRowOfTheTableIsMeasured() throws IOException {
        assertThat(Wrk.isHere()).as("wrk is installed; see debian.log").isTrue();
        var rows = Row.named(System.getProperty("bench.rows", ""));
        var scale = Scale.asked();
        try (var servers = new Servers(scale)) {
            rows.forEach(row -> measure(row, servers));
        }
        var report = new Report(scale, measured, failures.stream().map(Throwable::getMessage).toList());
        System.out.println(report.page());
        write(report, rows.size() == Row.values().length);
        if (!failures.isEmpty()) {
            var first = new AssertionError(failures.size() + " rows could not be measured", failures.get(0));
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        if (Boolean.getBoolean("bench.strict") && !report.isMet()) {
            fail("a target is missed: see the table");
        }
    }

    private void measure(Row row, Servers servers) {
        try {
            System.out.println("Measuring " + row);
            measured.add(row.measure(servers));
        } catch (Exception | AssertionError failure) {
            failures.add(new AssertionError(row + ": " + failure.getMessage(), failure));
        }
    }

    /** A part of the rows does not replace the page of all. */
    private void write(Report report, boolean whole) throws IOException {
        var pages = Path.of(whole ? "src/site/markdown" : System.getProperty("test.directory"));
        var pictures = whole ? Path.of("src/site/resources") : pages;
        Files.writeString(pages.resolve(PAGE), report.page());
        Files.createDirectories(pictures.resolve(PICTURE).getParent());
        Files.writeString(pictures.resolve(PICTURE), new Picture(measured).svg());
    }
}
