package io.sostenuto.spotify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The stand-in's own files, from the class path folder {@code spotify}. */
final class Assets {

    private Assets() {
    }

    static String text(String name) {
        try (var file = Assets.class.getResourceAsStream("/spotify/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Response file(String name, String contentType) {
        return Response.of(200, contentType, text(name).getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    }

    /** Text for a place in HTML, attribute values included. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
