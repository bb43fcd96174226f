package io.sostenuto.bench;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/** What a figure should be. @param bound between what is met and what is missed, where there is one */
record Target(String text, OptionalDouble bound, DoublePredicate isMetBy) {

    /** A figure to know, with no target. */
    static final Target NONE = new Target("–", OptionalDouble.empty(), figure -> true);

    static Target atLeast(double bound) {
        return new Target("at least " + number(bound), OptionalDouble.of(bound), figure -> figure >= bound);
    }

    static Target atMost(double bound, String unit) {
        return new Target(("at most " + number(bound) + " " + unit).strip(), OptionalDouble.of(bound), figure -> figure <= bound);
    }

    static Target below(double bound) {
        return new Target("below " + number(bound), OptionalDouble.of(bound), figure -> figure < bound);
    }

    /** @return as many digits as mean something */
    static String number(double value) {
        var size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
