package io.sostenuto.deployment;

import io.sostenuto.settings.control.SettingsReader;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The environment variables that the product reads. */
final class Keys {

    private static final Map<String, String> REQUIRED = Map.of("spotify.client-id", "x", "spotify.client-secret", "x");

    private Keys() {
    }

    static Set<String> variables() {
        var asked = new TreeSet<String>();
        asked.add(variable("sostenuto.db.user")); // asked by the data source alone
        asked.add("SOSTENUTO_MEMORY"); // by bin/sostenuto
        new SettingsReader(key -> {
            asked.add(variable(key));
            return Optional.ofNullable(REQUIRED.get(key));
        }, Stream::empty).read();
        return asked;
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
