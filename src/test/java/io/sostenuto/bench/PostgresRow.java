package io.sostenuto.bench;

import java.util.List;

/** Two nodes on one PostgreSQL, where a logout at one of them holds at the other from its answer on. */
final class PostgresRow implements Row.Measurement {

    /**
     * Two servers on the same processors take the longer. A logout is part of it: the compiler takes for granted what it
     * has not seen yet, and begins again when it does.
     */
    private static final int WARM_UPS = 4;

    private final Servers servers;

    PostgresRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var scale = servers.scale();
        var measured = new Measured("hot with PostgreSQL and two nodes");
        var fill = servers.fill();
        var cookies = Wrk.cookies(servers.folder(),
                fill.add("hot", scale.sizes().few()).stream().map(Session::cookie).toList());
        var leaving = fill.add("leaving", WARM_UPS + scale.runs());
        var empty = new Wrk(servers.empty().url() + "/api/empty", Wrk.cookies(servers.folder(), HotRow.NO_COOKIE));
        var first = new Wrk(servers.first().url() + "/api/token", cookies);
        var second = new Wrk(servers.second().url() + "/api/token", cookies);
        empty.warmUp(HotRow.CONNECTIONS, scale.warmUp());
        for (var load : List.of(first, second)) {
            load.warmUp(HotRow.CONNECTIONS, 0);
        }
        for (var round = 0; round < WARM_UPS; round++) {
            together(first, second, scale.warmUp());
            holdsEverywhere(leaving.get(round));
        }
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("empty resource", empty.run(HotRow.CONNECTIONS, scale.seconds()));
            var both = together(first, second, scale.seconds());
            measured.note("first node", both.get(0));
            measured.note("second node", both.get(1));
            measured.note("both nodes, requests/s", both.get(0).perSecond() + both.get(1).perSecond());
            holdsEverywhere(leaving.get(WARM_UPS + run));
        }
        measured.line("both nodes against empty resource, requests/s", Target.atLeast(0.6),
                measured.of("both nodes, requests/s").over(measured.of("empty resource, requests/s")));
        return measured;
    }

    /** The compilers of both compete for the processors, while they warm up as when they are measured. */
    static List<Figures> together(Wrk first, Wrk second, int seconds) {
        if (seconds == 0) {
            return List.of();
        }
        var other = second.start(HotRow.CONNECTIONS / 2, seconds);
        return List.of(first.run(HotRow.CONNECTIONS / 2, seconds), other.join());
    }

    private void holdsEverywhere(Session session) throws Exception {
        session.isServedBy(servers.second().url());
        var logout = Wire.once(servers.first().url(), session.post("/api/logout"));
        var after = Wire.once(servers.second().url(), session.request());
        if (logout.status() != 204 || after.status() != 401) {
            throw new AssertionError("a logout answered " + logout.status() + ", and the other node then " + after.status());
        }
    }
}
