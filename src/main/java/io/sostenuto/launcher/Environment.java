package io.sostenuto.launcher;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A configuration key among system properties and environment variables, by MicroProfile Config's rule of names.
 *
 * @see <a href="https://github.com/eclipse/microprofile-config">MicroProfile Config 3.1, environment variables mapping</a>
 */
public final class Environment {

    private Environment() {
    }

    /** @return the names of all that is set, by whatever rule */
    static Stream<String> names() {
        return Stream.concat(System.getProperties().stringPropertyNames().stream(), System.getenv().keySet().stream());
    }

    /** @return the value; empty where it is not set or blank */
    public static Optional<String> value(String key) {
        var name = key.replaceAll("[^A-Za-z0-9]", "_");
        return Stream.of(System.getProperty(key), System.getenv(key), System.getenv(name),
                        System.getenv(name.toUpperCase(Locale.ROOT)))
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }
}
