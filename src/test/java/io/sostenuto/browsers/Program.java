package io.sostenuto.browsers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that a browser needs, ended with all that it has started. */
final class Program implements AutoCloseable {

    private static final Path LOGS = Path.of(System.getProperty("test.directory"), "browsers");

    private final Process process;
    private final BufferedReader output;

    /** What it says of its troubles goes to a log. @param environment besides the build's */
    Program(Map<String, String> environment, String... command) {
        try {
            Files.createDirectories(LOGS);
            var log = LOGS.resolve(Path.of(command[0]).getFileName() + ".log");
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
            output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** @return the next line that it prints; waits for it */
    String line() {
        try {
            var line = output.readLine();
            if (line == null) {
                throw new AssertionError("it ended without a word: see " + LOGS);
            }
            return line;
        } catch (IOException ended) {
            throw new AssertionError(ended);
        }
    }

    /** SIGTERM to it and its children, and the end within ten seconds. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
        }
    }
}
