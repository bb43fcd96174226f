package io.sostenuto.operations.watching;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.web.entity.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Alarms and dashboard ask for what {@code /metrics} shows, by its names there: a misspelt one would be silent for ever. */
class WatchingTest {

    private static final Path ALERTS = Path.of("server-config/prometheus/alerts.yml");
    private static final Path DASHBOARD = Path.of("server-config/grafana/sostenuto.json");
    private static final Path MEASURES = Path.of("src/main/java/io/sostenuto/operations/watching/Measures.java");

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(hit -> hit.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of the constant whose name the pattern finds. */
    private static Set<String> constants(String code, String pattern) {
        return found(code, pattern).stream().flatMap(name -> found(code, "String " + name + " = \"([a-z_]+)\"").stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> shown() throws IOException {
        var code = Files.readString(MEASURES);
        var shown = found(code, "\\.gauge\\(\"([a-z_]+)\"");
        var counters = constants(code, "\\.expect\\(([A-Z]+),");
        Stream.of(Occurrence.values()).map(Occurrence::metric).forEach(counters::add);
        counters.forEach(counter -> shown.add(counter + "_total"));
        constants(code, "\\.expectTime\\(([A-Z]+),").forEach(time -> Stream.of("", "_count", "_sum").map(time::concat).forEach(shown::add));
        assertThat(shown).hasSizeGreaterThan(15).contains("sostenuto_refreshes_total", "sostenuto_spotify_call_milliseconds_sum")
                .doesNotContain("sostenuto_refreshes");
        return shown;
    }

    @Test
    void onlyWhatIsShownIsWatched() throws IOException {
        assertThat(shown()).containsAll(found(Files.readString(ALERTS), "(sostenuto_[a-z_]+)"));
    }

    @Test
    void theDashboardShowsAllOfItAndNothingElse() throws IOException {
        assertThat(found(Files.readString(DASHBOARD), "(sostenuto_[a-z_]+)")).isEqualTo(shown());
    }

    @Test
    void noOutcomeIsAskedForThatNeverComes() throws IOException {
        var known = Stream.concat(Stream.concat(Stream.of("served"), Stream.of(RenewalOutcome.values()).map(RenewalOutcome::label)),
                Stream.concat(Stream.of(Problem.values()).map(Problem::code),
                        Stream.of(AuditEvent.Kind.values()).map(AuditEvent.Kind::event))).toList();
        var asked = found(Files.readString(ALERTS), "(?:outcome|event)=~?\"([^\"]+)\"");
        assertThat(asked).isNotEmpty();
        assertThat(known).containsAll(asked);
    }

    @Test
    void everyAlarmSaysWhatToDoAndWhichPageSaysMore() throws IOException {
        var alarms = List.of(Files.readString(ALERTS).split("- alert: ")).stream().skip(1).toList();
        assertThat(alarms).hasSizeGreaterThan(5).allSatisfy(alarm -> {
            assertThat(alarm).contains("severity: ", " summary: ", " description: ", " action: ");
            assertThat(found(alarm, " page: ([a-z-]+\\.md)")).hasSize(1)
                    .allSatisfy(page -> assertThat(Path.of("src/site/markdown", page)).exists());
        });
    }

    @Test
    void everyAlarmIsTriedBothWays() throws IOException {
        var tests = Files.readString(ALERTS.resolveSibling("alerts-test.yml"));
        assertThat(found(tests, "eval_time: [^\\n{}]+\\n +alertname: (\\w+)")).as("raised")
                .isEqualTo(found(Files.readString(ALERTS), "- alert: (\\w+)"));
        assertThat(found(tests, "\\{eval_time: \\w+, alertname: (\\w+)}")).as("not raised")
                .isEqualTo(found(Files.readString(ALERTS), "- alert: (\\w+)"));
    }

    @Test
    void theDashboardsPanelsAreDistinctAndEachAsksSomething() throws IOException {
        try (var reader = Json.createReader(Files.newBufferedReader(DASHBOARD))) {
            var panels = reader.readObject().getJsonArray("panels").getValuesAs(JsonObject.class);
            assertThat(panels).hasSizeGreaterThan(8).extracting(panel -> panel.getInt("id")).doesNotHaveDuplicates();
            assertThat(panels).extracting(panel -> panel.getString("title")).doesNotHaveDuplicates();
            assertThat(panels).allSatisfy(panel -> assertThat(panel.getJsonArray("targets")).isNotEmpty());
        }
    }
}
