package io.sostenuto.integrators;

import io.sostenuto.Built;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code java -jar target/sostenuto-spotify-stand-in.jar} with nothing on the class path. */
public final class StandInProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    public StandInProcess(String... options) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-jar", Built.STAND_IN_JAR.toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Waits for it. */
    public String firstLine() throws IOException {
        return output.readLine();
    }

    /** Waits for the end; what was written to standard output before. */
    String output() throws IOException {
        return String.join("\n", output.lines().toList());
    }

    /** Waits for the end. */
    List<String> errors() {
        return process.errorReader(StandardCharsets.UTF_8).lines().toList();
    }

    /** Waits for the end. */
    int status() throws InterruptedException {
        return process.waitFor();
    }

    /** As Ctrl-C or {@code kill} does. */
    boolean endsWhenTold() throws InterruptedException {
        process.destroy();
        return process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
