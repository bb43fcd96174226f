package io.sostenuto.bench;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/** What a run of the benchmark found, as a page. @param failures why a row could not be measured, a line each */
record Report(Scale scale, List<Measured> rows, List<String> failures) {

    boolean isMet() {
        return rows.stream().flatMap(row -> row.lines().stream()).allMatch(Measured.Line::isMet);
    }

    /** @return the table of targets and figures, the machine, and every number of every run */
    String page() {
        return """
                # Results of the benchmark

                Written by `mvn verify -Pbench`. Each figure is the median of its runs; a ratio is made of two numbers of the
                same run, which were measured one after the other. The load, the servers and PostgreSQL share one machine.

                - %s
                - %s
                - %s

                ![Each figure as a bar, and its target as a mark](../resources/images/benchmark-results.svg)

                | Row | Figure | Target | Measured | Met |
                |---|---|---|---|---|
                %s%s
                ## Every number

                %s""".formatted(LocalDate.now(), Machine.thisOne(), scale, lines(), failed(), numbers());
    }

    private String lines() {
        return rows.stream().flatMap(row -> row.lines().stream().map(line -> "| %s | %s | %s | **%s** (%s) | %s |%n".formatted(
                row.row(), line.what(), line.target().text(), Target.number(line.figure()), line.figures().text(),
                line.target() == Target.NONE ? "–" : line.isMet() ? "yes" : "no"))).collect(Collectors.joining());
    }

    private String failed() {
        return failures.stream().map(failure -> "%nNot measured: %s%n".formatted(failure.lines().findFirst().orElse("")))
                .collect(Collectors.joining());
    }

    private String numbers() {
        return rows.stream().map(row -> "**" + row.row() + "**\n\n| What | Median | Runs |\n|---|---|---|\n"
                + row.raw().entrySet().stream().map(number -> "| %s | %s | %s |%n".formatted(number.getKey(),
                Target.number(number.getValue().median()), number.getValue().text())).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
