package io.sostenuto.operations;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.Occurrence;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference pages name what the code knows, no more and no less. */
class DocumentationTest {

    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path CODE = Path.of("src/main/java/io/sostenuto");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String TEST = "\\b(\\w+(?:Test|IT)#\\w+)";

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(hit -> hit.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String page(String name) throws IOException {
        return Files.readString(PAGES.resolve(name));
    }

    private static String settings() throws IOException {
        return code("settings/control/SettingsReader.java") + code("settings/control/OperatorsReader.java")
                + code("settings/control/EgressReader.java") + code("settings/control/AppsReader.java")
                + code("settings/control/UsersReader.java") + code("settings/control/ClientsReader.java");
    }

    private static String launcher() throws IOException {
        try (var files = Files.list(CODE.resolve("launcher"))) {
            var all = new StringBuilder();
            for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    private static String code(String file) throws IOException {
        return Files.readString(CODE.resolve(file));
    }

    @Test
    void everyKeyIsExplainedAndNoOther() throws IOException {
        var known = found(settings() + code("launcher/ConfiguredDataSource.java"),
                "\"((?:spotify|sostenuto|mp\\.jwt)\\.[a-z.-]+[a-z])\"");
        known.removeIf(key -> key.endsWith("-file"));
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(found(page("configuration.md"), "(?m)^\\| `([a-z.-]+)` \\|")).isEqualTo(known);
    }

    @Test
    void theDefaultsAreTheCodes() throws IOException {
        var code = settings() + launcher();
        var defaults = new TreeMap<String, List<String>>();
        addDefaults(defaults, code, "(?:url|text|value)\\(\"([a-z.-]+)\"(?:, |\\)\\.orElse\\()\"([^\"]+)\"\\)", hit -> hit.group(2));
        addDefaults(defaults, code, "(?:text|value)\\(\"([a-z.-]+)\"\\)\\s*\\.orElse\\(System\\.getProperty\\(\"user.home\"\\) \\+ \"([^\"]+)\"",
                hit -> "~" + hit.group(2));
        addDefaults(defaults, code, "(?:duration|value)\\(\"([a-z.-]+)\"(?:, |\\)\\.map\\(Duration::parse\\)\\.orElse\\()"
                + "Duration\\.of(Minutes|Seconds)\\((\\d+)\\)", hit -> "PT" + hit.group(3) + hit.group(2).charAt(0));
        addDefaults(defaults, code, "count\\(\"([a-z.-]+)\", (\\d+)\\)", hit -> hit.group(2));
        defaults.put("spotify.scopes", List.copyOf(found(code, "SCOPES =\\s+\"([^\"]+)\"")));
        assertThat(defaults).hasSize(15).containsEntry("sostenuto.http-address", List.of("127.0.0.1", "127.0.0.1"))
                .containsEntry("sostenuto.public-url", List.of("http://127.0.0.1:8080"))
                .containsEntry("sostenuto.storage-deadline", List.of("PT2S", "PT2S"))
                .containsEntry("sostenuto.db.user", List.of("sostenuto"))
                .hasEntrySatisfying("sostenuto.data-dir", places -> assertThat(places).hasSizeGreaterThan(1));
        var page = page("configuration.md");
        defaults.forEach((key, values) -> assertThat(values).as(key).allSatisfy(value ->
                assertThat(page).contains("| `" + key + "` | `" + value + "` |")));
    }

    /** A key that is read in two places has two: a page can be true of both only where they are the same. */
    private static void addDefaults(Map<String, List<String>> defaults, String code, String pattern, Function<MatchResult, String> value) {
        Pattern.compile(pattern).matcher(code).results()
                .forEach(hit -> defaults.computeIfAbsent(hit.group(1), key -> new ArrayList<>()).add(value.apply(hit)));
    }

    @Test
    void everyMetricIsExplainedAndNoOther() throws IOException {
        var known = found(code("operations/watching/Measures.java"), "\"(sostenuto_[a-z_]+)\"");
        known.remove("sostenuto_"); // of a line in the log
        known.addAll(Stream.of(Occurrence.values()).map(Occurrence::metric).toList());
        assertThat(known).hasSizeGreaterThan(12);
        assertThat(found(page("metrics.md"), "(?m)^\\| `(sostenuto_[a-z_]+?)(?:_total)?(?:\\{[^`]*)?` \\|")).isEqualTo(known);
    }

    @Test
    void everyAuditEventIsExplainedAndNoOther() throws IOException {
        var table = page("audit.md");
        table = table.substring(table.indexOf("| `event`"));
        var explained = new TreeSet<String>();
        table.lines().skip(2).takeWhile(line -> line.startsWith("|")).map(line -> line.split("\\|")[1])
                .forEach(cell -> explained.addAll(found(cell, "`([a-z_]+)`")));
        assertThat(explained).isEqualTo(Stream.of(AuditEvent.Kind.values()).map(AuditEvent.Kind::event)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyTestThatAPageNamesIsThere() throws IOException {
        var tests = tests();
        assertThat(tests).hasSizeGreaterThan(200);
        assertThat(found(page("asvs.md"), TEST)).hasSizeGreaterThan(50);
        try (var pages = Files.list(PAGES)) {
            for (var page : pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                assertThat(tests).as(page + " names them").containsAll(found(Files.readString(page), TEST));
            }
        }
    }

    private static Set<String> tests() throws IOException {
        var tests = new TreeSet<String>();
        try (var sources = Files.walk(TESTS)) {
            for (var source : sources.filter(path -> path.toString().matches(".*(Test|IT)\\.java")).toList()) {
                var name = source.getFileName().toString().replace(".java", "#");
                found(Files.readString(source), "(?m)^    (?:void|static final ArchRule) (\\w+)").forEach(test -> tests.add(name + test));
            }
        }
        return tests;
    }

    /** One that says nothing of the kind would look as if it were met. */
    @Test
    void everyPointOfTheAsvsHasATestOrAReason() throws IOException {
        var rows = page("asvs.md").lines().filter(line -> line.startsWith("| V")).toList();
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(row)
                .matches("\\| V\\d+\\.\\d+\\.\\d+(, V\\d+\\.\\d+\\.\\d+)* \\| [123](, [123])? \\|[^|]+\\|[^|]+\\|[^|]+\\|"));
        assertThat(rows).extracting(row -> row.split("\\|")[5]).allSatisfy(shown -> assertThat(shown)
                .containsPattern("`" + TEST + "`|\\*\\*(not met|operator's|read)\\*\\*"));
        var ids = rows.stream().flatMap(row -> Stream.of(row.split("\\|")[1].strip().split(", "))).toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void noPageLinksToOneThatIsNotThere() throws IOException {
        try (var pages = Files.list(PAGES)) {
            for (var page : pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                for (var link : found(Files.readString(page), "\\]\\((?!https?:)([^)#]+)")) {
                    assertThat(page.resolveSibling(link)).as(page + " links to it").exists();
                }
            }
        }
    }
}
