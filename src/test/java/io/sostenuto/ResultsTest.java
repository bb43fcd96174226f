package io.sostenuto;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of results says what was seen, whatever that was. */
class ResultsTest {

    private static final Pattern REPORT = Pattern.compile("Results\\.report\\((.*?)\\);\\n", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private static List<String> arguments(String list) {
        var arguments = new ArrayList<String>();
        var depth = 0;
        var begin = 0;
        for (var at = 0; at < list.length(); at++) {
            depth += switch (list.charAt(at)) {
                case '(', '{' -> 1;
                case ')', '}' -> -1;
                default -> 0;
            };
            if (list.charAt(at) == ',' && depth == 0) {
                arguments.add(list.substring(begin, at));
                begin = at + 1;
            }
        }
        arguments.add(list.substring(begin));
        return arguments;
    }

    @Test
    void noRowIsWrittenBeforehand() throws IOException {
        var seen = new ArrayList<String>();
        try (var sources = Files.walk(Path.of("src/test/java"))) {
            for (var source : sources.filter(path -> path.toString().endsWith("IT.java")).toList()) {
                REPORT.matcher(Files.readString(source)).results().map(call -> TEXT.matcher(call.group(1)).replaceAll("\"\""))
                        .map(call -> source.getFileName() + ":" + arguments(call).get(3)).forEach(seen::add);
            }
        }
        assertThat(seen).hasSizeGreaterThan(60).allSatisfy(row -> assertThat(row.substring(row.indexOf(':'))).containsPattern("[a-z]"));
    }
}
