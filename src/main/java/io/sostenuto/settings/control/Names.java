package io.sostenuto.settings.control;

import java.util.HashSet;
import java.util.stream.Stream;

/** The names that operators give to apps and clients. */
final class Names {

    private Names() {
    }

    static boolean isName(String text) {
        return text.matches("[a-z][a-z0-9-]{0,30}");
    }

    /** @return whether two are the same, or would be as parts of environment variables */
    static boolean areAlike(Stream<String> names) {
        var seen = new HashSet<String>();
        return !names.map(name -> name.replace("-", "")).allMatch(seen::add);
    }
}
