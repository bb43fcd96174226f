package io.sostenuto.browser;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Another origin of the same site: an integrator's server, with the sample page and a copy of the client module. */
final class Neighbour implements AutoCloseable {

    private static final Path SAMPLE = Path.of("src/site/resources/sample");
    private static final Path FILES = Path.of("webapp");
    private static final Map<String, String> TYPES = Map.of("js", "text/javascript", "html", "text/html", "svg", "image/svg+xml");

    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final HttpServer server;

    Neighbour() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException taken) {
            throw new AssertionError(taken);
        }
        server.createContext("/", exchange -> {
            var name = exchange.getRequestURI().getPath().substring(1);
            var body = texts.containsKey(name) ? texts.get(name).getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(file(name));
            exchange.getResponseHeaders().set("Content-Type", TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static Path file(String name) {
        return Files.exists(SAMPLE.resolve(name)) ? SAMPLE.resolve(name) : FILES.resolve(name);
    }

    /** The sample page, with what an integrator has to write into it. @return its address */
    String sample(String product) {
        try {
            var page = Files.readString(SAMPLE.resolve("index.html"));
            texts.put("index.html", page.replace("https://music.example.com/", product + "/"));
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
        return origin() + "/index.html";
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
