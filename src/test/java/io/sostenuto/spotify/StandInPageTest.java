package io.sostenuto.spotify;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The page about the stand-in says what the stand-in can, no more and no less. */
class StandInPageTest {

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("src/site/markdown/how-to-test-with-the-stand-in.md"));
    }

    /** The cells of the table that begins with this head, row by row. */
    private static List<List<String>> table(String head) {
        assertThat(page).containsOnlyOnce(head);
        return page.substring(page.indexOf(head)).lines().skip(2).takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|")).map(String::trim).toList()).toList();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    @Test
    void everySwitchIsExplainedAndNoOther() {
        var explained = new ArrayList<List<String>>();
        table("| Switch | Value | At first | Meaning |").forEach(row ->
                explained.add(List.of(row.get(0), row.get(1), row.get(3))));
        assertThat(explained).isEqualTo(rows(Stream.of(Switch.values()).filter(Switch::isOption)));
        assertThat(table("| Switch | Value | Meaning |"))
                .isEqualTo(rows(Stream.of(Switch.values()).filter(one -> !one.isOption())));
    }

    @Test
    void whatHoldsAtFirstIsTheSettings() throws IllegalAccessException {
        var said = new ArrayList<String>();
        for (var row : table("| Switch | Value | At first | Meaning |")) {
            for (var field : Settings.class.getDeclaredFields()) {
                if (isSaid(field) && code(kebab(field.getName())).equals(row.get(0))) {
                    said.add(field.getName());
                    assertThat(row.get(2)).as(row.get(0)).isEqualToIgnoringCase(code(field.get(new Settings()).toString()));
                }
            }
        }
        assertThat(said).contains("rotation", "accessTokenLife", "listed", "appName").hasSizeGreaterThan(12);
    }

    @Test
    void everyFaultIsExplainedAsItIsAndNoOther() {
        var explained = new TreeSet<String>();
        for (var row : table("| Fault | Processed | The client gets |")) {
            var example = row.get(0).replace("`", "");
            explained.add(example.split(" ")[0]);
            assertThat(row.get(1)).as(example).isEqualTo(FaultReader.read(example).processes() ? "yes" : "no");
        }
        assertThat(explained).containsExactlyElementsOf(FaultReader.names());
    }

    @Test
    void everyRotationIsExplainedAndNoOther() {
        assertThat(table("| Mode | A refresh |")).extracting(row -> row.get(0))
                .containsExactlyElementsOf(Stream.of(Rotation.values()).map(mode -> code(mode.name())).toList());
    }

    @Test
    void everyMethodOfTheStandInIsASwitchOrOnThePage() {
        var methods = Stream.of(SpotifyStandIn.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())).map(Method::getName).distinct().toList();
        assertThat(methods).hasSizeGreaterThan(40).allMatch(name ->
                page.contains("| " + code(kebab(name)) + " |") || page.contains(name + "("));
        assertThat(Stream.of(Switch.values()).map(Switch::title).toList())
                .isSubsetOf(methods.stream().map(StandInPageTest::kebab).toList());
    }

    @Test
    void theExamplesAreTestsThatRun() throws IOException {
        var tests = Files.readString(Path.of("src/test/java/io/sostenuto/integrators/StandInExtensionTest.java"))
                + Files.readString(Path.of("src/test/java/io/sostenuto/integrators/StandInLifeTest.java"));
        var examples = Pattern.compile("(?s)```java\n(.*?)```").matcher(page).results().map(hit -> hit.group(1)).toList();
        assertThat(examples).hasSize(2).allSatisfy(example ->
                assertThat(withoutIndent(tests)).contains(withoutIndent(example)));
    }

    @Test
    void theVersionIsTheProjects() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        assertThat(page).contains(pom.substring(pom.indexOf("<version>"), pom.indexOf("</version>")));
    }

    private static List<List<String>> rows(Stream<Switch> switches) {
        return switches.map(one -> List.of(code(one.title()), one.shape(), one.meaning())).toList();
    }

    private static String withoutIndent(String code) {
        return code.replaceAll("(?m)^ +", "");
    }

    private static boolean isSaid(Field field) {
        return !List.of("premium", "grantedScopes").contains(field.getName());
    }

    private static String kebab(String camel) {
        return Arrays.stream(camel.split("(?=[A-Z])")).map(String::toLowerCase)
                .reduce((one, next) -> one + "-" + next).orElseThrow();
    }
}
