package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Of the options that a node of this folder has, those that are the JVM's. An archive fits where these are the same; a
 * system property or an agent is the operator's, may name his database, and stays out of a training.
 */
final class JvmOptions {

    private JvmOptions() {
    }

    /** @param words of JAVA_OPTS */
    static List<String> of(List<Path> files, Optional<String> words) throws IOException {
        var options = new ArrayList<String>();
        for (var file : files) {
            options.addAll(Files.readAllLines(file));
        }
        words.ifPresent(all -> options.addAll(List.of(all.split("\\s+"))));
        return options.stream().map(String::strip).filter(option -> option.startsWith("-X")).toList();
    }
}
