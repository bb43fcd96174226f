package io.sostenuto.bench;

import io.sostenuto.Debian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The load generator wrk, for as many POSTs as a server can answer; Debian's package where it is missing. */
final class Wrk {

    private static final Pattern FIGURE = Pattern.compile("(\\w+)=(\\d+)");

    private final String url;
    private final Path cookies;
    private final int status;

    /** @param cookies one header value in each line; an empty line sends none */
    Wrk(String url, Path cookies) {
        this(url, cookies, 200);
    }

    /** @param status what every answer has to be: success, or else a refusal */
    Wrk(String url, Path cookies, int status) {
        this.url = url;
        this.cookies = cookies;
        this.status = status;
    }

    /** Writes the header values into a file for it. */
    static Path cookies(Path folder, List<String> values) {
        try {
            return Files.write(Files.createTempFile(folder, "cookies", ".txt"), values);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static boolean isHere() {
        return found() || Debian.install("wrk") && found();
    }

    private static boolean found() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
    }

    /** Asks once, which loads what the first request needs, and then for so long. */
    void warmUp(int connections, int seconds) throws IOException {
        try (var lines = Files.lines(cookies)) {
            var cookie = lines.findFirst().filter(line -> !line.isEmpty()).map(line -> "Cookie: " + line);
            var answer = Wire.once(url, Wire.post(path(), cookie.stream().toArray(String[]::new)));
            if (answer.status() != status) {
                throw new AssertionError(url + " answers " + answer.head());
            }
        }
        if (seconds > 0) {
            run(connections, seconds);
        }
    }

    /** Fails where one request was not answered as it should be. */
    Figures run(int connections, int seconds) {
        try {
            var builder = new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency",
                    "--timeout", "10s", "-s", script().toString(), url).redirectErrorStream(true);
            builder.environment().putAll(Map.of("BENCH_PATH", path(),
                    "BENCH_COOKIES", cookies.toString()));
            var process = builder.start();
            process.getOutputStream().close();
            return read(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    CompletableFuture<Figures> start(int connections, int seconds) {
        return CompletableFuture.supplyAsync(() -> run(connections, seconds));
    }

    private String path() {
        return URI.create(url).getPath();
    }

    private Figures read(String output) {
        var told = new LinkedHashMap<String, Double>();
        output.lines().filter(line -> line.startsWith("BENCH ")).forEach(line -> FIGURE.matcher(line).results()
                .forEach(figure -> told.put(figure.group(1), Double.valueOf(figure.group(2)))));
        var failures = Stream.of("connect", "read", "write", "timeout")
                .mapToDouble(kind -> told.getOrDefault(kind, 1.0)).sum();
        var refused = status < 400 ? 0.0 : told.get("requests");
        if (failures > 0 || told.get("requests") < 1 || !told.get("status").equals(refused)) {
            throw new AssertionError(url + " was not answered as it should be: " + output);
        }
        return new Figures(told.get("requests").longValue(), told.get("requests") / told.get("micros") * 1e6,
                told.get("p50") / 1e3, told.get("p90") / 1e3, told.get("p99") / 1e3, told.get("max") / 1e3);
    }

    private static Path script() {
        return Path.of(System.getProperty("test.directory")).resolveSibling("test-classes").resolve("bench/wrk.lua");
    }
}
