package io.sostenuto.node;

import io.sostenuto.Debian;
import io.sostenuto.Node;
import io.sostenuto.Page;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The walk-through with curl, as the page has it: each step is run, and says what the page shows. */
class TutorialIT {

    private static final String MARK = "=== end of step ===";

    @TempDir
    private Path folder;

    private record Step(String commands, String shown) {
    }

    @Test
    void everyStepSaysWhatThePageShows() throws Exception {
        assertThat(isThere("curl") || Debian.install("curl")).as("curl is installed; see debian.log").isTrue();
        try (var spotify = SpotifyStandIn.start(0).accessTokenLife(Duration.ofSeconds(60)).rememberConsent(true);
             var node = new Node(spotify.url(), folder.resolve("node")).start()) {
            var steps = steps();
            assertThat(steps).hasSizeGreaterThan(10);
            var said = run(steps, node.url(), spotify.url());
            for (int i = 0; i < steps.size(); i++) {
                var output = said.get(i).replace(node.url(), "http://127.0.0.1:8080").replace(spotify.url(), "http://127.0.0.1:9090");
                assertThat(joined(output)).as(steps.get(i).commands()).matches(pattern(joined(steps.get(i).shown())));
            }
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    /** Each block of commands, with the block of output that may follow it. */
    private static List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        for (var block : Page.read("tutorial-with-curl.md").blocks("sh", "text", "json")) {
            if (block.language().equals("sh")) {
                steps.add(new Step(block.text(), ""));
            } else {
                steps.add(new Step(steps.remove(steps.size() - 1).commands(), block.text()));
            }
        }
        return steps;
    }

    /** @return what each step has said */
    private List<String> run(List<Step> steps, String product, String spotify) throws IOException, InterruptedException {
        var script = new StringBuilder("set -euo pipefail\n");
        steps.forEach(step -> script.append(step.commands()).append("echo; echo '").append(MARK).append("'\n"));
        var text = script.toString().replace("PRODUCT=http://127.0.0.1:8080", "PRODUCT=" + product)
                .replace("SPOTIFY=http://127.0.0.1:9090", "SPOTIFY=" + spotify);
        assertThat(text).contains(product, spotify);
        var output = folder.resolve("output");
        var builder = new ProcessBuilder("bash", Files.writeString(folder.resolve("tutorial.sh"), text).toString())
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TMPDIR", folder.toString());
        var process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return List.of(Files.readString(output).split(MARK + "\n"));
    }

    /** One line: the page breaks long ones. */
    private static String joined(String text) {
        return text.replace("\n", "");
    }

    private static String pattern(String shown) {
        return Stream.of(shown.split("…", -1)).map(Pattern::quote).reduce((left, right) -> left + "[^\"&]+" + right).orElseThrow();
    }
}
