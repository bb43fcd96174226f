package io.sostenuto.launcher.archive;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** What a training takes of a node's options. */
class JvmOptionsTest {

    @TempDir
    private Path folder;
    private Path common;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        common = Files.writeString(folder.resolve("jvm.options"), "-XX:+ExitOnOutOfMemoryError");
        file = Files.writeString(folder.resolve("memory-small.options"), """
                # the heap
                -XX:+UseG1GC

                  -Xmx448m
                -Dsostenuto.db.url=jdbc:postgresql://127.0.0.1/real
                -javaagent:/opt/agent.jar
                """);
    }

    @Test
    void theJvmsOwnAreTakenInTheirOrderThoseOfTheEnvironmentLast() throws IOException {
        assertThat(JvmOptions.of(List.of(common, file), Optional.of("-Xmx512m  -XX:+UseSerialGC")))
                .containsExactly("-XX:+ExitOnOutOfMemoryError", "-XX:+UseG1GC", "-Xmx448m", "-Xmx512m", "-XX:+UseSerialGC");
    }

    @Test
    void theOperatorsConfigurationIsNot() throws IOException {
        assertThat(JvmOptions.of(List.of(common, file), Optional.of("-Dspotify.client-secret=real"))).containsExactly("-XX:+ExitOnOutOfMemoryError", "-XX:+UseG1GC", "-Xmx448m");
        assertThat(JvmOptions.of(List.of(common, file), Optional.empty())).containsExactly("-XX:+ExitOnOutOfMemoryError", "-XX:+UseG1GC", "-Xmx448m");
    }
}
