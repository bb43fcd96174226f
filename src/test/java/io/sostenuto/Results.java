package io.sostenuto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page of results: what was broken, when, what was expected and what was seen. Each test reports what it saw after
 * its assertions; the page is written once every fault has reported in the same run.
 */
public final class Results {

    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path ROWS = Path.of(System.getProperty("test.directory"), "results");

    static {
        forget();
    }

    private Results() {
    }

    /**
     * @param fault  its number in the matrix
     * @param seen   made of what the test has measured, never a sentence that says the same whatever was seen
     * @param count  how often the fault fired in this test
     */
    public static synchronized void report(Fault fault, String moment, String expected, String seen, int count) {
        if (count < 1) {
            throw new AssertionError(fault + " never fired");
        }
        try {
            Files.writeString(ROWS.resolve(number(fault) + moment.replaceAll("\\W+", "-")),
                    "| " + fault.label() + " | " + moment + " | " + expected + " | " + seen + " | " + count + " |\n");
            write();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @return each of these with how often it was seen: {@code 98 × 200, 2 × 503} */
    public static String tally(Collection<?> seen) {
        return seen.stream().collect(Collectors.groupingBy(String::valueOf, TreeMap::new, Collectors.counting())).entrySet().stream()
                .map(kind -> kind.getValue() + " × " + kind.getKey()).collect(Collectors.joining(", "));
    }

    /** What an earlier run saw proves nothing about this one. */
    private static void forget() {
        try (var rows = Files.newDirectoryStream(Files.createDirectories(ROWS))) {
            for (var row : rows) {
                Files.delete(row);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        try (var files = Files.list(ROWS)) {
            for (var file : files.toList()) {
                rows.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        for (var page : Page.values()) {
            var faults = Arrays.stream(Fault.values()).filter(fault -> fault.page == page).map(Results::number).toList();
            if (faults.stream().allMatch(number -> rows.keySet().stream().anyMatch(name -> name.startsWith(number)))) {
                Files.writeString(PAGES.resolve(page.file), page.head + rows.entrySet().stream()
                        .filter(row -> faults.stream().anyMatch(row.getKey()::startsWith)).map(Map.Entry::getValue)
                        .collect(Collectors.joining()) + page.foot);
            }
        }
    }

    private static String number(Fault fault) {
        return String.format("%02d-", fault.ordinal());
    }

    /** Two pages, for the builds that take minutes and those that take an hour. */
    private enum Page {
        EVERY_BUILD("fault-matrix.md", """
                # The fault matrix

                Written by `mvn verify`, from what its tests saw. Nodes are processes of the runnable jar; PostgreSQL runs with
                fsync and synchronous_commit on; the oracle is the log of the stand-in for Spotify, which notes every
                presentation of a refresh token. A test whose fault did not fire fails. *Strict*: each refresh token works
                once, and presenting an old one kills the grant. *None*: the refresh token stays, as at Spotify in 2026.
                [What takes longer](fault-matrix-long.md) has a page of its own.

                | Fault | Under | Expected | Seen | Fired |
                |---|---|---|---|---|
                """, """

                Not recoverable by any client, and so not in the table as a success: under strict rotation an answer that is
                lost after Spotify has decided costs one login.
                """),
        LONG("fault-matrix-long.md", """
                # The fault matrix: what takes longer

                Written by `mvn verify -Psoak`. The conditions are those of [the other page](fault-matrix.md).

                | Fault | Under | Expected | Seen | Fired |
                |---|---|---|---|---|
                """, "");

        private final String file;
        private final String head;
        private final String foot;

        Page(String file, String head, String foot) {
            this.file = file;
            this.head = head;
            this.foot = foot;
        }
    }

    /** The faults of the matrix, in its order. */
    public enum Fault {
        F1("F1 node killed before the lease"),
        F2("F2 node killed after the lease, before the send"),
        F3("F3 node killed after Spotify decided, before it heard"),
        F4("F4 node killed with the answer in memory"),
        F5("F5 node killed after the journal, before the commit"),
        F6("F6 node killed after the commit, before the answer"),
        F7("F7 node stopped past its lease, then woken"),
        F8("F8 node told to end while Spotify is asked"),
        F9("F9 PostgreSQL killed before the lease"),
        F10("F10 PostgreSQL killed between Spotify's answer and the commit"),
        F11("F11 connection reset during COMMIT"),
        F12("F12 PostgreSQL frozen"),
        F13("F13 PostgreSQL on and off"),
        F14("F14 Spotify answers with an error or with garbage"),
        F15("F15 Spotify's connection breaks, hangs or drips"),
        F16("F16 good grants refused"),
        F17("F17 a grant that is really revoked or expired"),
        F18("F18 one node's clock jumps by two hours, forth and back", Page.LONG),
        F19("F19 journal cannot be written, and PostgreSQL dies before the commit"),
        F19_FULL("F19 disks full", Page.LONG),
        F20("F20 callers on two nodes at the moment of expiry"),
        F21("F21 database set back"),
        F22("F22 keys changed under load", Page.LONG),
        F23("F23 cookies and columns flipped, swapped or replayed"),
        F24("F24 the next release joins, migrates and is killed meanwhile", Page.LONG),
        F25("F25 logout against a refresh in flight"),
        F26("F26 hundreds wait for a slow Spotify"),
        F27("F27 Spotify answers after the deadline of the call"),
        F28("F28 the network to Spotify is silent until the caller was told"),
        F29("F29 node told to end while it refreshes from a cookie, PostgreSQL away"),
        F30("F30 the clock is set back after a pause that Spotify asked for"),
        F31("F31 a grant that was not rotated, and then is, while the database is away"),
        F32("F32 the machine sleeps, and its monotonic clock stands still"),
        F33("F33 the client secret is changed, and one of two nodes restarted"),
        F34("F34 somebody holds the row of one session"),
        F35("F35 commits wait for a standby that is gone"),
        F36("F36 PostgreSQL takes no writes"),
        F37("F37 the rows are gone, and many ask at once"),
        F38("F38 fewer connections than the nodes would have"),
        F39("F39 Spotify's certificate is of an authority that the JVM does not know"),
        F40("F40 Spotify's answer tempts an HTTP client to send the POST again"),
        F41("F41 a network forgets idle connections to Spotify"),
        F42("F42 an answer of ours is lost, and its request is sent again"),
        F43("F43 an operator ends more sessions than are found at once, and PostgreSQL takes no writes"),
        F44("F44 an operator asks for a user that the database does not take"),
        F45("F45 failover to a standby that was cut off"),
        F46("F46 PgBouncer lends out each connection for one transaction"),
        F47("F47 a database that is reached and not as it should be"),
        F48("F48 somebody's transaction stays open"),
        S1("S1 strangers' callbacks with a wrong state"),
        S2("S2 strangers' codes that Spotify answers with 500"),
        S3("S3 429 to a code exchange"),
        S4("S4 a callback served twice"),
        S5("S5 two logins under way in one browser"),
        S6("S6 a callback that a browser asks ahead of its user"),
        S7("S7 one address that begins logins without end"),
        S8("S8 an operator's token without a name"),
        ALL("Every node and PostgreSQL killed after an answer"),
        F16_LONG("F16 a thousand users refused by mistake", Page.LONG);

        private final String label;
        private final Page page;

        Fault(String label) {
            this(label, Page.EVERY_BUILD);
        }

        Fault(String label, Page page) {
            this.label = label;
            this.page = page;
        }

        private String label() {
            return label;
        }
    }
}
