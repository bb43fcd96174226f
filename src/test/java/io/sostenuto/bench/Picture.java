package io.sostenuto.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The figures that have a target, as a picture: a bar for each, and a mark where its target is. */
record Picture(List<Measured> rows) {

    private static final int WIDTH = 960;
    private static final int ROW = 44;
    private static final int TOP = 16;
    private static final int BAR = 620;
    /** How far the longer of bar and target goes. */
    private static final double FULL = 0.8;

    private record Bar(String row, Measured.Line line) {

        String drawn(int y) {
            var bound = line.target().bound().orElseThrow();
            var unit = BAR * FULL / Math.max(bound, line.figure());
            var end = number(line.figure() * unit);
            var mark = number(bound * unit);
            return """
                    <g transform="translate(16 %d)" class="%s">
                    <text y="10">%s: %s</text>
                    <rect y="16" width="%s" height="14"/>
                    <path d="M%s 13v20"/>
                    <text x="%d" y="28">%s (%s)</text>
                    </g>
                    """.formatted(y, line.isMet() ? "met" : "missed", escaped(row), escaped(line.what()), end, mark, BAR,
                    Target.number(line.figure()), escaped(line.target().text()));
        }
    }

    /** @return an SVG, in the colours of the reader's screen */
    String svg() {
        var bars = rows.stream().flatMap(row -> row.lines().stream().filter(line -> line.target().bound().isPresent())
                .map(line -> new Bar(row.row(), line))).toList();
        var height = TOP + ROW * bars.size();
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
                <title>Each figure of the benchmark, and its target as a mark</title>
                <style>
                svg{font:13px sans-serif;fill:#222;background:#fff}
                .met rect{fill:#2a7d4f}.missed rect{fill:#b3372f}
                path{stroke:#222;stroke-width:2;fill:none}
                @media (prefers-color-scheme:dark){svg{fill:#eee;background:#161616}.met rect{fill:#4fb27c}
                .missed rect{fill:#e0695f}path{stroke:#eee}}
                </style>
                %s</svg>
                """.formatted(WIDTH, height, IntStream.range(0, bars.size())
                .mapToObj(i -> bars.get(i).drawn(TOP + ROW * i)).collect(Collectors.joining()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
