package io.sostenuto.bench;

import java.util.List;
import java.util.stream.Stream;

/** One row of the table of targets, by the name that {@code -Dbench.rows} calls it. */
enum Row {
    START("start", StartRow::new),
    HOT("hot", HotRow::new),
    MEMORY("memory", MemoryRow::new),
    RENEWALS("renewals", RenewalsRow::new),
    HERD("herd", HerdRow::new),
    SLOW("slow", SlowRow::new),
    POSTGRES("postgres", PostgresRow::new),
    MILLION("million", MillionRow::new),
    WAR("war", WarRow::new),
    JMH("jmh", JmhRow::new),
    PEERS("peers", PeersRow::new),
    BEFORE("before", BeforeRow::new);

    /** How a row is measured. */
    interface Measurement {
        Measured measure() throws Exception;
    }

    /** Makes one. */
    private interface Maker {
        Measurement of(Servers servers);
    }

    private final String title;
    private final Maker maker;

    Row(String title, Maker maker) {
        this.title = title;
        this.maker = maker;
    }

    Measured measure(Servers servers) throws Exception {
        return maker.of(servers).measure();
    }

    /** @param names with commas between them; empty for all */
    static List<Row> named(String names) {
        return names.isBlank() ? List.of(values()) : Stream.of(names.split(",")).map(String::strip).map(Row::one).toList();
    }

    private static Row one(String name) {
        return Stream.of(values()).filter(row -> row.title.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("bench.rows: there is no row " + name));
    }
}
