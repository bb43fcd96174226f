package io.sostenuto.browser;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another origin of the same site: an integrator's server, with a copy of the client module among its files. */
final class Neighbour implements AutoCloseable {

    private static final Path FILES = Path.of("webapp");

    private final HttpServer server;

    Neighbour() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException taken) {
            throw new AssertionError(taken);
        }
        server.createContext("/", exchange -> {
            var name = exchange.getRequestURI().getPath();
            var body = Files.readAllBytes(FILES.resolve(name.substring(1)));
            exchange.getResponseHeaders().set("Content-Type", name.endsWith(".js") ? "text/javascript" : "image/svg+xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
