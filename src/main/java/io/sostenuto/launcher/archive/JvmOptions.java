package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of the options that a node of this folder has, those that are the JVM's. An archive fits where these are the same; a
 * system property or an agent is the operator's, may name his database, and stays out of a training.
 */
final class JvmOptions {

    private JvmOptions() {
    }

    /** @param words of JAVA_OPTS */
    static List<String> of(Path file, Optional<String> words) throws IOException {
        return Stream.concat(Files.readAllLines(file).stream(), words.stream().flatMap(all -> Stream.of(all.split("\\s+"))))
                .map(String::strip).filter(option -> option.startsWith("-X")).toList();
    }
}
