package io.sostenuto.client;

import io.sostenuto.Built;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Page;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The example of the documentation, compiled with the client's jar and run against a node, without the product's classes. */
class ExampleIT {

    @TempDir
    private Path folder;

    @Test
    void theJarHoldsTheClientAlone() throws IOException {
        try (var jar = new JarFile(Built.CLIENT_JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> !name.endsWith("/")))
                    .contains("io/sostenuto/client/SostenutoClient.class")
                    .allMatch(name -> name.startsWith("io/sostenuto/client/") || name.equals("META-INF/MANIFEST.MF"));
        }
        try (var war = new JarFile(Built.WAR.toFile())) {
            assertThat(war.stream().map(entry -> entry.getName())).isNotEmpty()
                    .noneMatch(name -> name.contains("io/sostenuto/client"));
        }
    }

    @Test
    void theExampleOfThePageRuns() throws Exception {
        try (var spotify = SpotifyStandIn.start(0); var node = new Node(spotify.url(), folder.resolve("node")).start()) {
            var listener = new Listener(node.url()).connected();
            compile(node.url());
            var said = run(listener.cookie(Listener.SESSION));
            assertThat(said.lines()).containsExactly(
                    "Version 1 goes into the header Authorization, after Bearer",
                    "Offer a link to " + node.url() + "/api/login");
            assertThat(listener.token().error()).as("the example logs out").isEqualTo("no_session");
        }
    }

    /** The first block are the imports, the second has the five lines. */
    private void compile(String product) throws IOException {
        var blocks = Page.read("how-to-call-from-java.md").blocks("java").stream().map(Page.Block::text).toList();
        assertThat(blocks.get(1).lines()).hasSize(5);
        assertThat(blocks.get(1)).contains("http://127.0.0.1:8080");
        var body = blocks.stream().skip(1).collect(Collectors.joining());
        var source = Files.writeString(folder.resolve("Example.java"), blocks.get(0)
                + "class Example {\npublic static void main(String[] arguments) {\n"
                + body.replace("http://127.0.0.1:8080", product) + "}\n}\n");
        var errors = folder.resolve("errors");
        try (var out = Files.newOutputStream(errors)) {
            var status = ToolProvider.getSystemJavaCompiler().run(null, out, out, "-proc:none", "--release", "17",
                    "-cp", classPath(), "-d", folder.toString(), source.toString());
            assertThat(status).as(Files.readString(errors)).isZero();
        }
    }

    private String run(String cookie) throws IOException, InterruptedException {
        var output = folder.resolve("output");
        var errors = folder.resolve("errors");
        var builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                classPath() + File.pathSeparator + folder, "Example")
                .redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("SESSION", cookie);
        var process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return Files.readString(output);
    }

    /** The client's jar and libraries, without the classes of the product and of the tests. */
    private static String classPath() {
        var libraries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.concat(Stream.of(Built.CLIENT_JAR.toString()), Stream.of(libraries.split(File.pathSeparator)).filter(path -> path.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
