package io.sostenuto.spotify;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the values of switches and faults. A refusal says in one line what it should be. */
final class Values {

    private Values() {
    }

    static String text(String value) {
        return value.isEmpty() ? refuse(value, "a text") : value;
    }

    static Duration duration(String value) {
        try {
            var duration = Duration.parse(value);
            return duration.isNegative() ? refuse(value, "a duration like PT1M") : duration;
        } catch (DateTimeParseException notOne) {
            return refuse(value, "a duration like PT1M");
        }
    }

    static int number(String value) {
        return value.matches("\\d{1,6}") ? Integer.parseInt(value) : refuse(value, "a whole number like 200");
    }

    /** Said without a value, it is on. */
    static boolean flag(String value) {
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> refuse(value, "true or false");
        };
    }

    static Rotation rotation(String value) {
        try {
            return Rotation.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException notOne) {
            return refuse(value, "one of " + List.of(Rotation.values()));
        }
    }

    /** Reads two values; the second is what comes after the first comma. */
    static <T> Function<String, List<T>> pairOf(Function<String, T> read) {
        return value -> Stream.of(pair(value)).map(read).toList();
    }

    static String[] pair(String value) {
        var pair = value.split(",", 2);
        return pair.length == 2 ? pair : refuse(value, "two values with a comma between them");
    }

    /** Nothing, for what takes no value. */
    static String none(String value) {
        return value.isEmpty() ? value : refuse(value, "without a value");
    }

    private static <T> T refuse(String value, String wanted) {
        throw new IllegalArgumentException("\"" + value + "\" should be " + wanted);
    }
}
