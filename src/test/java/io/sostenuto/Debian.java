package io.sostenuto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's packages, for what a test needs and the machine lacks. */
public final class Debian {

    /** Not the test's own output: that is how its JVM speaks to the build. */
    private static final Path LOG = Path.of(System.getProperty("test.directory"), "debian.log");

    private Debian() {
    }

    /** @return the program, installed from this package where it is missing; where it cannot be had the test fails */
    public static Path program(String path, String name) {
        var program = Path.of(path);
        if (!Files.isExecutable(program) && !(install(name) && Files.isExecutable(program))) {
            throw new AssertionError(path + " is missing, and Debian's package " + name + " could not be installed: see " + LOG);
        }
        return program;
    }

    /** Installs the package where the build may: as root, on Debian. @return whether it is there now */
    public static synchronized boolean install(String name) {
        if (!Files.exists(Path.of("/etc/debian_version")) || !"root".equals(System.getProperty("user.name"))) {
            return false;
        }
        System.out.println("Installing Debian's package " + name + ", which is missing: see " + LOG);
        run("apt-get update"); // where that fails, an older list may do
        return run("apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends " + name);
    }

    private static boolean run(String command) {
        try {
            Files.createDirectories(LOG.getParent());
            var builder = new ProcessBuilder(command.split(" ")).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            var process = builder.start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException unavailable) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
