package io.sostenuto.bench;

import java.util.Locale;
import java.util.function.DoublePredicate;

/** What a figure should be. */
record Target(String text, DoublePredicate isMetBy) {

    /** A figure to know, with no target. */
    static final Target NONE = new Target("–", figure -> true);

    static Target atLeast(double bound) {
        return new Target("at least " + number(bound), figure -> figure >= bound);
    }

    static Target atMost(double bound, String unit) {
        return new Target(("at most " + number(bound) + " " + unit).strip(), figure -> figure <= bound);
    }

    static Target below(double bound) {
        return new Target("below " + number(bound), figure -> figure < bound);
    }

    /** @return as many digits as mean something */
    static String number(double value) {
        var size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
