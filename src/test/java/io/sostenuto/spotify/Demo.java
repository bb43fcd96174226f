package io.sostenuto.spotify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The product and the stand-in together, for a person with a browser: access tokens live a minute, so that renewals
 * can be watched. Runs until Ctrl-C.
 */
public final class Demo {

    private static final int SPOTIFY_PORT = 9090;
    private static final int PRODUCT_PORT = 8080;
    private static final String PRODUCT = "http://127.0.0.1:" + PRODUCT_PORT;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Demo() {
    }

    /** @param arguments the folder that was built into, which gets a folder for data, and the settings of the product's log */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var spotify = spotify()) {
            var product = product(Path.of(arguments[0]), Path.of(arguments[1]), spotify.url());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(product), "end-of-demo"));
            if (ready(product)) {
                banner(spotify.url());
            }
            var status = product.waitFor();
            if (status != 0 && status < 128) {
                throw new IllegalStateException("the product ended with status " + status + "; its last lines say why");
            }
        }
    }

    private static SpotifyStandIn spotify() {
        try {
            return SpotifyStandIn.start(SPOTIFY_PORT).accessTokenLife(Duration.ofSeconds(60))
                    .heartbeat(Duration.ofSeconds(5)).rememberConsent(true);
        } catch (UncheckedIOException taken) {
            throw new IllegalStateException("Port " + SPOTIFY_PORT + " of 127.0.0.1 is taken; the demo needs it and "
                    + PRODUCT_PORT + ". End what listens there and try again.", taken);
        }
    }

    private static Process product(Path built, Path logging, String spotify) throws IOException {
        var data = Files.createDirectories(built.resolve("demo"));
        var log = Files.writeString(data.resolve("logging.properties"), readable(Files.readString(logging)));
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
                "-jar", built.resolve("sostenuto.jar").toString(), "--port", String.valueOf(PRODUCT_PORT),
                "--logproperties", log.toString()).inheritIO();
        builder.environment().keySet().removeIf(name -> name.startsWith("SPOTIFY_") || name.startsWith("SOSTENUTO_"));
        builder.environment().putAll(Map.of(
                "SPOTIFY_CLIENT_ID", "stand-in-client",
                "SPOTIFY_CLIENT_SECRET", "stand-in-secret",
                "SPOTIFY_ACCOUNTS_URL", spotify,
                "SPOTIFY_API_URL", spotify,
                "SPOTIFY_SDK_URL", spotify + "/spotify-player.js",
                "SOSTENUTO_PUBLIC_URL", PRODUCT,
                "SOSTENUTO_DATA_DIR", data.toString()));
        return builder.start();
    }

    /** The same lines for a person's eyes. */
    private static String readable(String logging) {
        return logging.replaceAll("(?m)^(java.util.logging.ConsoleHandler.formatter)=.*$",
                "$1=java.util.logging.SimpleFormatter");
    }

    private static boolean ready(Process product) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (product.waitFor(300, TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (answers()) {
                return true;
            }
        }
        System.out.println("The product is not ready after " + PATIENCE.toMinutes() + " minutes; still waiting.");
        return false;
    }

    private static boolean answers() {
        try {
            var connection = (HttpURLConnection) URI.create(PRODUCT + "/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void banner(String spotify) {
        System.out.printf("%n    Sostenuto plays at   %s%n    Spotify's stand-in   %s   (access tokens live 60 s)%n"
                + "    Ctrl-C ends both%n%n", PRODUCT, spotify);
    }

    private static void end(Process product) {
        product.destroy();
        try {
            if (!product.waitFor(20, TimeUnit.SECONDS)) {
                product.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            product.destroyForcibly();
        }
    }
}
