package io.sostenuto.launcher.archive;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a person sees of a training. */
class ProgressTest {

    @Test
    void aStepIsNamedWhenItBeginsAndTimedWhenItEnds() throws Exception {
        var time = new AtomicLong();
        var out = new ByteArrayOutputStream();
        new Progress(new PrintStream(out, true, UTF_8), time::get).step("a login", () -> {
            assertThat(out.toString(UTF_8)).isNotBlank().isEqualToIgnoringWhitespace("a login");
            time.addAndGet(1_260_000_000);
        });
        assertThat(out.toString(UTF_8).strip()).matches("a login +1\\.3 s");
    }
}
