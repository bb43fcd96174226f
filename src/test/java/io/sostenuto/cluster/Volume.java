package io.sostenuto.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk of its own, small enough to be full: a tmpfs. Only root on Linux can have one. */
final class Volume implements AutoCloseable {

    private final Path folder;

    /** @param folder where it is mounted; @param size as mount understands it, like 64k */
    Volume(Path folder, String size) throws IOException {
        this.folder = Files.createDirectories(folder);
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "sostenuto-test", folder.toString()));
    }

    static boolean canBeHad() {
        return "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/proc/mounts"));
    }

    /** Takes every octet that is left, until {@link #drain()}. */
    void fill() throws IOException {
        var octets = new byte[64 * 1024];
        try (var file = Files.newOutputStream(filler())) {
            while (true) {
                file.write(octets);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > 0) {
                Files.write(filler(), new byte[(int) Files.getFileStore(folder).getUsableSpace()],
                        java.nio.file.StandardOpenOption.APPEND);
            }
        }
    }

    /** @return whether not one octet more can be written */
    boolean isFull() throws IOException {
        return Files.getFileStore(folder).getUsableSpace() == 0;
    }

    void drain() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        run(List.of("umount", "-l", folder.toString()));
    }
}
