package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What is being done, a line each, and how long it took. */
final class Progress {

    /** A part of the training. */
    interface Step {

        void run() throws IOException, InterruptedException;
    }

    private final PrintStream out;
    private final LongSupplier nanoseconds;

    Progress(PrintStream out, LongSupplier nanoseconds) {
        this.out = out;
        this.nanoseconds = nanoseconds;
    }

    void step(String name, Step step) throws IOException, InterruptedException {
        out.printf("  %-42s", name);
        out.flush();
        var begun = nanoseconds.getAsLong();
        step.run();
        out.printf(Locale.ROOT, "%6.1f s%n", Duration.ofNanos(nanoseconds.getAsLong() - begun).toMillis() / 1000.0);
    }

    void say(String line) {
        out.println(line);
    }
}
