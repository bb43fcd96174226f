package io.sostenuto.deployment;

import io.sostenuto.Debian;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The systemd unit, as systemd reads it. */
class SystemdTest {

    private static final Path FOLDER = Path.of("server-config/systemd");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^(?:Environment=)?([A-Z_]+)=");
    /** Of 10, which is no protection at all; systemd calls up to 2 safe. */
    private static final int MOST_EXPOSED = 20;

    @TempDir
    private Path folder;
    private String unit;

    @BeforeEach
    void read() throws IOException {
        unit = Files.readString(FOLDER.resolve("sostenuto@.service"));
    }

    @Test
    void systemdFindsNothingWrong() throws Exception {
        assertThat(verify(unit)).isEmpty();
        assertThat(verify(unit.replace("ProtectSystem=strict", "ProtectSistem=strict"))).as("it would tell").contains("ProtectSistem");
    }

    @Test
    void aNodeIsHardlyExposed() throws Exception {
        write(unit);
        var answer = analyze("security", "--offline=true", "--threshold=" + MOST_EXPOSED, "./sostenuto@8081.service");
        assertThat(answer.status).as(answer.output).isZero();
    }

    @Test
    void everyVariableIsOneThatTheProductReads() throws IOException {
        var named = VARIABLE.matcher(unit + Files.readString(FOLDER.resolve("sostenuto.env"))).results()
                .map(found -> found.group(1)).toList();
        assertThat(named).contains("SPOTIFY_CLIENT_SECRET_FILE", "SOSTENUTO_SEAL_KEYS_FILE", "SOSTENUTO_DB_PASSWORD_FILE");
        assertThat(Keys.variables()).containsAll(named);
    }

    private String verify(String text) throws Exception {
        write(text);
        return analyze("verify", "./sostenuto@8081.service").output;
    }

    /** With the script that is here. */
    private void write(String text) throws IOException {
        assertThat(text).contains("ExecStart=/opt/sostenuto/bin/sostenuto --port %i");
        Files.writeString(folder.resolve("sostenuto@8081.service"),
                text.replace("/opt/sostenuto/bin/", Path.of("server-config/folder/bin").toAbsolutePath() + "/"));
    }

    private record Answer(int status, String output) {
    }

    private Answer analyze(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.exists(ANALYZE) || Debian.install("systemd") && Files.exists(ANALYZE),
                "systemd is not installed, and only root on Debian may install it");
        var process = new ProcessBuilder(Stream.concat(Stream.of(ANALYZE.toString()), Stream.of(arguments)).toList())
                .directory(folder.toFile()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Answer(process.exitValue(), output.strip());
    }
}
