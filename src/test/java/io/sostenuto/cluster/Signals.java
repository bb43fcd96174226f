package io.sostenuto.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Signals that Java has no word for. */
final class Signals {

    private Signals() {
    }

    static void send(String signal, List<ProcessHandle> processes) {
        var command = Stream.concat(Stream.of("kill", "-" + signal),
                processes.stream().map(process -> String.valueOf(process.pid()))).toList();
        try {
            var kill = new ProcessBuilder(command).inheritIO().start();
            if (!kill.waitFor(5, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " does not end");
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
