package io.sostenuto.deployment;

import jakarta.json.Json;
import jakarta.json.JsonString;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code server-config/container/Containerfile} says. */
final class Containerfile {

    private static final Path FILE = Path.of("server-config/container/Containerfile");

    private final List<String> instructions;

    Containerfile() throws IOException {
        instructions = Files.readAllLines(FILE).stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    List<String> all(String instruction) {
        return instructions.stream().filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1)).toList();
    }

    /** @return the only one of its kind */
    String the(String instruction) {
        var all = all(instruction);
        if (all.size() != 1) {
            throw new AssertionError(instruction + " is there " + all.size() + " times");
        }
        return all.get(0);
    }

    Map<String, String> environment() {
        return all("ENV").stream().map(pair -> pair.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    List<String> entrypoint() {
        return words(the("ENTRYPOINT"));
    }

    /** @return the step of the build that runs this program */
    List<String> run(String program) {
        return all("RUN").stream().filter(step -> step.startsWith("[")).map(Containerfile::words)
                .filter(words -> words.get(0).equals(program)).findFirst().orElseThrow();
    }

    private static List<String> words(String array) {
        try (var json = Json.createReader(new StringReader(array))) {
            return json.readArray().getValuesAs(JsonString::getString);
        }
    }
}
