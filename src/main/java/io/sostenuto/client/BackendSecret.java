package io.sostenuto.client;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a backend shows who it is (RFC 6749 section 2.3.1). The secret is never printed.
 *
 * @param client the name that the product's configuration gives it
 */
public record BackendSecret(String client, String secret) {

    /** @return the header {@code Authorization}, without its name */
    String header() {
        return "Basic " + Base64.getEncoder().encodeToString((encoded(client) + ":" + encoded(secret)).getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "BackendSecret[client=" + client + "]";
    }

    /** How it becomes a header, although it does not print itself. */
    public static final class Converter implements ParamConverterProvider, ParamConverter<BackendSecret> {

        @Override
        @SuppressWarnings("unchecked")
        public <T> ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
            return type == BackendSecret.class ? (ParamConverter<T>) this : null;
        }

        @Override
        public String toString(BackendSecret secret) {
            return secret.header();
        }

        @Override
        public BackendSecret fromString(String header) {
            throw new IllegalArgumentException("A secret is not read from a header");
        }
    }
}
