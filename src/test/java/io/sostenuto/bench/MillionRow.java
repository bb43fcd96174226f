package io.sostenuto.bench;

import io.sostenuto.cluster.ManyRows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static org.awaitility.Awaitility.await;

/** A large table against a small one, and the upkeep of the large one. */
final class MillionRow implements Row.Measurement {

    private static final int ROUNDS = 3;

    private final Servers servers;
    private final Scale scale;
    private final Measured measured;
    private Fill fill;
    private Renewals renewals;

    MillionRow(Servers servers) {
        this.servers = servers;
        scale = servers.scale();
        measured = new Measured(scale.sizes().many() + " sessions in PostgreSQL against " + scale.sizes().few());
    }

    @Override
    public Measured measure() throws Exception {
        for (var run = 0; run < scale.runs(); run++) {
            fill = servers.fill();
            renewals = new Renewals(fill, servers.first().url(), scale.sizes().few());
            if (run == 0) {
                load(servers.first().url()).warmUp(HotRow.CONNECTIONS, scale.warmUp());
                renewals.renew(HotRow.CONNECTIONS);
            }
            serve("few");
            ManyRows.ofEveryAge(servers.postgres(), scale.sizes().many() - scale.sizes().few());
            settle();
            serve("many");
        }
        tidy();
        measured.line("hot, requests/s, many against few", Target.atLeast(0.9), ratio("hot, %s, requests/s"));
        measured.line("renewals/s, many against few", Target.atLeast(0.9), ratio("renewals/s, %s"));
        measured.line("p99 while the upkeep tidies against p99 before and after, medians", Target.atMost(1.5, "times"),
                new Series(List.of(measured.of("tidied, p99 ms").median() / measured.of("left alone, p99 ms").median())));
        return measured;
    }

    private Series ratio(String name) {
        return measured.of(String.format(name, "many")).over(measured.of(String.format(name, "few")));
    }

    private void serve(String size) throws Exception {
        measured.note("hot, " + size, load(servers.first().url()).run(HotRow.CONNECTIONS, scale.seconds()));
        var rate = 0.0;
        for (var round = 0; round < ROUNDS; round++) {
            rate += renewals.renew(HotRow.CONNECTIONS).perSecond() / ROUNDS;
        }
        measured.note("renewals/s, " + size, rate);
    }

    /** All within one turn of the upkeep, of whichever node takes it; what is left is deleted before the next one. */
    private void tidy() throws Exception {
        var load = load(servers.first().url());
        leaveAlone(load);
        ManyRows.beyondTheirCookies(servers.postgres(), scale.sizes().old());
        settle();
        servers.postgres().change("update turns set taken_until = 0");
        var before = clearedWhileRowsGo(Duration.ofMinutes(5));
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("tidied", load.run(HotRow.CONNECTIONS, scale.seconds()));
            var cleared = clearedWhileRowsGo(Duration.ofSeconds(5)); // else the turn was over before the load
            measured.note("rows tidied meanwhile", cleared - before);
            before = cleared;
        }
        servers.postgres().change("update turns set taken_until = extract(epoch from now()) * 1000 + 59000"); // a turn's minute
        awaitRest();
        patiently("delete from grants where id like 'old-%'");
        settle();
        leaveAlone(load);
    }

    private void leaveAlone(Wrk load) {
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("left alone", load.run(HotRow.CONNECTIONS, scale.seconds()));
        }
    }

    /** Each node looks once a minute whether it is its turn. @return how many rows were cleared when some had just gone */
    private long clearedWhileRowsGo(Duration within) throws Exception {
        var last = new AtomicLong(ManyRows.cleared(servers.postgres()));
        await("rows go").atMost(within).pollInterval(Duration.ofMillis(200)).until(() -> {
            var cleared = ManyRows.cleared(servers.postgres());
            return cleared > last.getAndSet(cleared);
        });
        return last.get();
    }

    /** The upkeep's turn is over: nobody else deletes those rows. */
    private void awaitRest() {
        var last = new AtomicLong(-1);
        await("the upkeep rests").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(3)).until(() -> {
            var cleared = ManyRows.cleared(servers.postgres());
            return cleared == last.getAndSet(cleared);
        });
    }

    private Wrk load(String node) {
        return new Wrk(node + "/api/token", Wrk.cookies(servers.folder(),
                renewals.sessions().stream().map(Session::cookie).toList()));
    }

    /** So that PostgreSQL does not do it while the load runs. */
    private void settle() throws Exception {
        patiently("vacuum analyze grants");
    }

    private void patiently(String statement) throws Exception {
        try (var connection = servers.postgres().patient(); var open = connection.createStatement()) {
            open.execute(statement);
        }
    }
}
