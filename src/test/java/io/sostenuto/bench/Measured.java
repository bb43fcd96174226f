package io.sostenuto.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one row of the table came to: every number that was read, and the figures made of them. */
final class Measured {

    /** A figure and what it should be. */
    record Line(String what, Target target, Series figures) {

        double figure() {
            return figures.median();
        }

        boolean isMet() {
            return target.isMetBy().test(figure());
        }
    }

    private final String row;
    private final Map<String, List<Double>> raw = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    /** @param row as the table of targets says it */
    Measured(String row) {
        this.row = row;
    }

    /** Keeps a number that one run has shown; the name says the unit. */
    void note(String name, double value) {
        raw.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
    }

    /** Keeps what a load has shown. */
    void note(String name, Figures figures) {
        note(name + ", requests/s", figures.perSecond());
        note(name + ", p50 ms", figures.p50());
        note(name + ", p99 ms", figures.p99());
        note(name + ", max ms", figures.max());
    }

    /** @return the numbers of all runs under this name */
    Series of(String name) {
        return raw().get(name);
    }

    void line(String what, Target target, Series figures) {
        lines.add(new Line(what, target, figures));
    }

    /** One load against another, as the table asks for it. */
    void compare(String product, String base, Target throughput, Target p99) {
        line(product + " against " + base + ", requests/s", throughput,
                of(product + ", requests/s").over(of(base + ", requests/s")));
        line(product + " against " + base + ", p99", p99, of(product + ", p99 ms").over(of(base + ", p99 ms")));
    }

    String row() {
        return row;
    }

    List<Line> lines() {
        return lines;
    }

    Map<String, Series> raw() {
        var all = new LinkedHashMap<String, Series>();
        raw.forEach((name, values) -> all.put(name, new Series(List.copyOf(values))));
        return all;
    }
}
