package io.sostenuto.deployment;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The alert rules, read and tried by Prometheus' own tool. */
class WatchingIT {

    private static final Path ALERTS = Path.of("server-config/prometheus/alerts.yml").toAbsolutePath();

    @Test
    void eachAlarmIsRaisedWhenItShouldBe() throws Exception {
        var folder = Files.createDirectories(Path.of(System.getProperty("test.directory"), "prometheus")).toAbsolutePath();
        var tool = folder.resolve("usr/bin/promtool");
        if (!Files.isExecutable(tool)) {
            assumeTrue(Files.exists(Path.of("/etc/debian_version")) && "root".equals(System.getProperty("user.name")),
                    "promtool is taken from Debian's package, by root");
            run(folder, List.of("apt-get", "update")); // where that fails, an older list may do
            // unpacked and not installed: the package would start a server
            assumeTrue(run(folder, List.of("apt-get", "download", "prometheus")) == 0, "Debian's package prometheus cannot be had");
            try (var files = Files.list(folder)) {
                var archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
                assertThat(run(folder, List.of("dpkg", "-x", archive.toString(), folder.toString()))).as(log(folder)).isZero();
            }
        }
        assertThat(run(folder, List.of(tool.toString(), "check", "rules", ALERTS.toString()))).as(log(folder)).isZero();
        assertThat(run(folder, List.of(tool.toString(), "test", "rules", ALERTS.resolveSibling("alerts-test.yml").toString())))
                .as(log(folder)).isZero();
    }

    private static int run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    private static String log(Path folder) throws IOException {
        return Files.exists(folder.resolve("log")) ? Files.readString(folder.resolve("log")) : "";
    }
}
