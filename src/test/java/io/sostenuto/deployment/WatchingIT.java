package io.sostenuto.deployment;

import io.sostenuto.sessions.entity.Occurrence;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The alert rules and the dashboard: read by Prometheus' own tool, and by what the product counts. */
class WatchingIT {

    private static final Path ALERTS = Path.of("server-config/prometheus/alerts.yml");
    private static final Path DASHBOARD = Path.of("server-config/grafana/sostenuto.json");

    private static Set<String> metrics(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results()
                .map(hit -> hit.group(1).replaceAll("_(total|count|sum)$", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void onlyWhatTheProductCountsIsWatchedAndAllOfItIsShown() throws IOException {
        var counted = metrics(Files.readString(Path.of("src/main/java/io/sostenuto/operations/control/Measures.java")),
                "\"(sostenuto_[a-z_]+[a-z])\"");
        counted.addAll(Stream.of(Occurrence.values()).map(Occurrence::metric).toList());
        assertThat(counted).hasSizeGreaterThan(12);
        assertThat(counted).containsAll(metrics(Files.readString(ALERTS), "(sostenuto_[a-z_]+)"));
        assertThat(metrics(Files.readString(DASHBOARD), "(sostenuto_[a-z_]+)")).isEqualTo(counted);
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

    @Test
    void eachAlarmIsRaisedWhenItShouldBe() throws Exception {
        var folder = Files.createDirectories(Path.of(System.getProperty("test.directory"), "prometheus")).toAbsolutePath();
        var tool = folder.resolve("usr/bin/promtool");
        if (!Files.isExecutable(tool)) {
            Assumptions.assumeTrue(Files.exists(Path.of("/etc/debian_version")) && "root".equals(System.getProperty("user.name")),
                    "promtool is taken from Debian's package, by root");
            run(folder, List.of("apt-get", "update")); // where that fails, an older list may do
            // unpacked and not installed: the package would start a server
            assertThat(run(folder, List.of("apt-get", "download", "prometheus"))).as(log(folder)).isZero();
            try (var files = Files.list(folder)) {
                var archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
                assertThat(run(folder, List.of("dpkg", "-x", archive.toString(), folder.toString()))).as(log(folder)).isZero();
            }
        }
        var rules = ALERTS.toAbsolutePath();
        assertThat(run(folder, List.of(tool.toString(), "check", "rules", rules.toString()))).as(log(folder)).isZero();
        assertThat(run(folder, List.of(tool.toString(), "test", "rules", rules.resolveSibling("alerts-test.yml").toString())))
                .as(log(folder)).isZero();
    }

    private static int run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    private static String log(Path folder) throws IOException {
        return Files.exists(folder.resolve("log")) ? Files.readString(folder.resolve("log")) : "";
    }
}
