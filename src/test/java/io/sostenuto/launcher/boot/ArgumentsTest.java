package io.sostenuto.launcher.boot;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Which words are the launcher's, and which are the server's. */
class ArgumentsTest {

    private static final Path COMMANDS = Path.of("commands");

    @Test
    void aWordThatIsNotThereHasItsDefault() {
        assertThat(new Arguments("--drain", "9").number("--port", 8080, 1, 65535)).isEqualTo(8080);
        assertThat(new Arguments("--port", "9090").number("--port", 8080, 1, 65535)).isEqualTo(9090);
    }

    @Test
    void theServerListensAt8080OrWhereItIsTold() {
        assertThat(new Arguments().ofServer(COMMANDS)).containsSequence("--prebootcommandfile", "commands").endsWith("--port", "8080");
        assertThat(new Arguments("--port", "9090").ofServer(COMMANDS)).endsWith("--port", "9090").doesNotContain("8080");
    }

    @Test
    void theServerDoesNotHearOfTheDrain() {
        assertThat(new Arguments("--port", "9090", "--drain", "5", "--showServletMappings").ofServer(COMMANDS))
                .endsWith("--port", "9090", "--showServletMappings").doesNotContain("--drain", "5");
    }

    @Test
    void anAccessLogIsWrittenAtOnceUnlessItIsSaidOtherwise() {
        assertThat(new Arguments("--accesslog", "logs").ofServer(COMMANDS)).containsSequence("--accessloginterval", "1");
        assertThat(new Arguments("--accesslog", "logs", "--accessloginterval", "60").ofServer(COMMANDS)).doesNotContain("1");
    }
}
