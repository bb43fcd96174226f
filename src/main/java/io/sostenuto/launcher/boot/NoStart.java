package io.sostenuto.launcher.boot;

/** Ends the process before it serves anybody. */
public final class NoStart {

    private NoStart() {
    }

    /** Says why in one line on the standard error stream, and ends with status 1. */
    public static void because(String line) {
        System.err.println(line);
        Runtime.getRuntime().halt(1);
    }
}
