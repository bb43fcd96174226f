package io.sostenuto.launcher.archive;

/** The JVM that runs: its archives are for its own build alone. */
final class ThisJava {

    private ThisJava() {
    }

    static String build() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " of "
                + System.getProperty("java.vm.vendor") + " for " + System.getProperty("os.arch");
    }
}
