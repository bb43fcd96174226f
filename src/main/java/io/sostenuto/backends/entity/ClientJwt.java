package io.sostenuto.backends.entity;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;

import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A JWT of which nothing is checked yet: what it says of itself decides which check it gets. It is no record, because the text
 * of a record would show it.
 */
public final class ClientJwt {

    private static final int LONGEST = 16 * 1024;
    private static final JsonProvider JSON = JsonProvider.provider();

    private final String compact;
    private final JsonObject header;
    private final JsonObject claims;

    private ClientJwt(String compact, JsonObject header, JsonObject claims) {
        this.compact = compact;
        this.header = header;
        this.claims = claims;
    }

    /** @return empty where it is none, or longer than 16 KB */
    public static Optional<ClientJwt> read(String compact) {
        var parts = compact.split("\\.", -1);
        if (compact.length() > LONGEST || parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientJwt(compact, object(parts[0]), object(parts[1])));
        } catch (RuntimeException malformed) { // the parser has no type of its own for what is nested too deep
            return Optional.empty();
        }
    }

    private static JsonObject object(String part) {
        try (var reader = JSON.createReader(new ByteArrayInputStream(Base64.getUrlDecoder().decode(part)))) {
            return reader.readObject();
        }
    }

    public String compact() {
        return compact;
    }

    /** @return its {@code typ} in lower case, without {@code application/}; empty where it has none */
    public String type() {
        return text(header, "typ").map(type -> type.toLowerCase(Locale.ROOT).replaceFirst("^application/", "")).orElse("");
    }

    public Optional<String> issuer() {
        return text(claims, "iss");
    }

    private static Optional<String> text(JsonObject of, String name) {
        return of.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }
}
