package io.sostenuto.integrators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A folder with an integrator's page and the packed client module, as npm installs it; and what the page is built with. */
final class Workshop {

    private static final Path SOURCES = Path.of("src/test/resources/bundlers");
    private static final Path TESTS = Path.of(System.getProperty("test.directory")).toAbsolutePath();
    private static final Path TARGET = TESTS.getParent();

    private final Path folder;
    private final Path tools;

    private Workshop(Path folder, Path tools) {
        this.folder = folder;
        this.tools = tools;
    }

    /** The pinned bundlers, from npm's registry. */
    static Workshop withAllBundlers() throws IOException, InterruptedException {
        var folder = emptied("bundlers");
        copy(SOURCES, folder);
        var workshop = new Workshop(folder, folder.resolve("node_modules"));
        workshop.npm("ci");
        workshop.installModule();
        return workshop;
    }

    /** What the build itself has installed: esbuild. */
    static Workshop withTheBuildsBundler() throws IOException, InterruptedException {
        var folder = emptied("bundler");
        copy(SOURCES.resolve("page"), folder.resolve("page"));
        var workshop = new Workshop(folder, TARGET.resolve("npm/node_modules"));
        workshop.installModule();
        return workshop;
    }

    /** @return the package that the build has made; none where Node or npm is missing */
    static Optional<Path> packed() throws IOException {
        try (var files = Files.list(TARGET)) {
            return files.filter(file -> file.getFileName().toString().matches("sostenuto-token-source-.*\\.tgz")).findFirst();
        }
    }

    Path folder() {
        return folder;
    }

    /** @return the folder with what was built; fails unless the bundler ends well */
    Path build(Bundler bundler) throws IOException, InterruptedException {
        var built = folder.resolve(bundler.folder());
        if (!Files.exists(built)) {
            node(bundler.folder(), bundler.command(tools));
            var page = built.resolve("index.html");
            if (!Files.exists(page)) { // a bundler of scripts alone
                Files.copy(folder.resolve("page/index.html"), page);
            }
        }
        return built;
    }

    /** Has TypeScript look at {@code types/page.ts}. */
    void checkTypes(String module, String resolution) throws IOException, InterruptedException {
        node("types", List.of(tools + "/typescript/bin/tsc", "--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom",
                "--module", module, "--moduleResolution", resolution, "types/page.ts"));
    }

    private void installModule() throws IOException, InterruptedException {
        npm("install", "--prefix", ".", "--no-save", "--offline", packed().orElseThrow().toString());
    }

    private void npm(String... arguments) throws IOException, InterruptedException {
        run("none", Stream.concat(Stream.of("npm"), Stream.concat(Stream.of(arguments),
                Stream.of("--ignore-scripts", "--no-audit", "--no-fund"))).toList());
    }

    private void node(String built, List<String> command) throws IOException, InterruptedException {
        run(built, Stream.concat(Stream.of("node"), command.stream()).toList());
    }

    private void run(String built, List<String> command) throws IOException, InterruptedException {
        var output = folder.resolve("output.txt");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("NEXT_TELEMETRY_DISABLED", "1");
        builder.environment().put("BUILT", built);
        var process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + Files.readString(output)).isZero();
    }

    private static Path emptied(String name) throws IOException {
        var folder = TESTS.resolve(name);
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
