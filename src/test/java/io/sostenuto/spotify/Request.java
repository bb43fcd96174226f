package io.sostenuto.spotify;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** One HTTP request, read to its end. Header names are in lower case; parameters are decoded. */
record Request(String method, String path, String rawQuery, Map<String, String> headers, byte[] body) {

    Map<String, String> query() {
        return Form.decode(rawQuery);
    }

    String query(String name) {
        return query().get(name);
    }

    /** The form fields of the body; empty unless the body says that it is a form. */
    Map<String, String> form() {
        return isForm() ? Form.decode(text()) : Map.of();
    }

    boolean isForm() {
        return header("content-type").map(type -> type.startsWith("application/x-www-form-urlencoded")).orElse(false);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Method and target as a log line has them. */
    String line() {
        return method + " " + path + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }

    boolean wantsClose() {
        return header("connection").map(value -> value.toLowerCase().contains("close")).orElse(false);
    }
}
