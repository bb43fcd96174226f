package io.sostenuto.spotify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One HTTP response. One that was made from JSON fields keeps them, so that a fault can alter them. */
record Response(int status, Map<String, String> headers, byte[] body, Optional<Map<String, Object>> fields) {

    static Response empty(int status) {
        return new Response(status, Map.of(), new byte[0], Optional.empty());
    }

    static Response of(int status, String contentType, byte[] body) {
        return new Response(status, Map.of("Content-Type", contentType), body, Optional.empty());
    }

    static Response text(int status, String text) {
        return of(status, "text/plain;charset=utf-8", text.getBytes(UTF_8));
    }

    static Response html(int status, String html) {
        return of(status, "text/html;charset=utf-8", html.getBytes(UTF_8));
    }

    static Response json(int status, Map<String, Object> fields) {
        return new Response(status, Map.of("Content-Type", "application/json"),
                Json.write(fields).getBytes(UTF_8), Optional.of(fields));
    }

    static Response seeOther(String location) {
        return empty(303).with("Location", location).with("Cache-Control", "no-store");
    }

    /** The flat error body of the token endpoint (RFC 6749 section 5.2). */
    static Response oauthError(String error, String description) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("error", error);
        if (description != null) {
            fields.put("error_description", description);
        }
        return json(400, fields);
    }

    Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body, fields);
    }

    Response withBody(byte[] other) {
        return new Response(status, headers, other, Optional.empty());
    }

    /** This response with other JSON fields, unless it has none. */
    Response withField(String name, Object valueOrNull) {
        if (fields.isEmpty()) {
            return this;
        }
        var changed = new LinkedHashMap<>(fields.get());
        changed.remove(name);
        if (valueOrNull != null) {
            changed.put(name, valueOrNull);
        }
        return new Response(status, headers, Json.write(changed).getBytes(UTF_8), Optional.of(changed));
    }

    /** Status line and headers, ready to be sent; the length is that of the whole body. */
    byte[] head(long length) {
        return head(status >= 200 && status != 204 && status != 304 ? "Content-Length: " + length + "\r\n" : "");
    }

    /** The same of a body that ends with the connection. */
    byte[] headWithoutLength() {
        return head("Connection: close\r\n");
    }

    private byte[] head(String framing) {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(Reason.of(status)).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(framing).append("\r\n").toString().getBytes(UTF_8);
    }
}
