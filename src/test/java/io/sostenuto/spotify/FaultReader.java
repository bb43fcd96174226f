package io.sostenuto.spotify;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Faults by the names of their factories in {@link Fault}, followed by what these need, with blanks between:
 * {@code loseReply}, {@code status 503}, {@code delay PT2S}. The last value may hold blanks itself; texts may be left
 * out where the factory takes none of them for an answer.
 */
final class FaultReader {

    private FaultReader() {
    }

    static Fault read(String text) {
        var nameAndRest = text.trim().split("\\s+", 2);
        var rest = nameAndRest.length < 2 ? "" : nameAndRest[1];
        var given = rest.isEmpty() ? 0 : rest.split("\\s+").length;
        var named = factories().filter(factory -> factory.getName().equals(nameAndRest[0]))
                .sorted(Comparator.comparing(Method::getParameterCount)).toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" should begin with one of " + names());
        }
        return make(named.stream().filter(factory -> factory.getParameterCount() <= given)
                .reduce((smaller, larger) -> larger).orElse(named.get(0)), rest);
    }

    /** A user's id, a comma, and the user's fault, or null where nothing follows. */
    static Map.Entry<String, Fault> readForUser(String text) {
        var pair = Values.pair(text);
        return new SimpleEntry<>(Values.text(pair[0]), pair[1].isEmpty() ? null : read(pair[1]));
    }

    static List<String> names() {
        return factories().map(Method::getName).distinct().sorted().toList();
    }

    private static Stream<Method> factories() {
        return Stream.of(Fault.class.getMethods()).filter(method -> Modifier.isStatic(method.getModifiers()));
    }

    private static Fault make(Method factory, String rest) {
        var types = factory.getParameterTypes();
        var words = types.length == 0 ? new String[] {Values.none(rest)} : rest.split("\\s+", types.length);
        var values = new Object[types.length];
        for (var i = 0; i < types.length; i++) {
            values[i] = value(types[i], i < words.length ? words[i] : "");
        }
        try {
            return (Fault) factory.invoke(null, values);
        } catch (IllegalAccessException | InvocationTargetException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private static Object value(Class<?> type, String word) {
        if (type == int.class) {
            return Values.number(word);
        }
        return type == Duration.class ? Values.duration(word) : word.isEmpty() ? null : word;
    }
}
