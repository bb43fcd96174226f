package io.sostenuto.bench;

import io.sostenuto.Node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system knows of a server's process. */
final class Vitals {

    private Vitals() {
    }

    /** @return its live threads */
    static long threads(Node node) throws IOException {
        var status = status(node);
        return Files.exists(status) ? number(status, "Threads:")
                : node.threads().lines().filter(line -> line.startsWith("\"")).count();
    }

    /** @return its memory that is resident, in MiB */
    static double resident(Node node) throws IOException {
        var status = status(node);
        return (Files.exists(status) ? number(status, "VmRSS:") : asked(node)) / 1024.0;
    }

    /** @return what it has used of the processors since its start, in seconds, to a hundredth where there is /proc */
    static double processorSeconds(Node node) {
        return node.process().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    /** @return what is in use of its heap when all has been collected, in MiB; it stops the server for that */
    static double heapInUse(Node node) throws IOException {
        var jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(node.process().pid()), "GC.class_histogram").start();
        var histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var total = histogram.lines().filter(line -> line.startsWith("Total ")).findFirst()
                .orElseThrow(() -> new AssertionError("no total: " + histogram));
        return Long.parseLong(total.strip().split("\\s+")[2]) / 1024.0 / 1024;
    }

    private static Path status(Node node) {
        return Path.of("/proc", String.valueOf(node.process().pid()), "status");
    }

    private static long number(Path status, String name) throws IOException {
        return Files.readAllLines(status).stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElseThrow();
    }

    /** In KiB, where there is no /proc. */
    private static long asked(Node node) throws IOException {
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(node.process().pid())).start();
        return Long.parseLong(new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
