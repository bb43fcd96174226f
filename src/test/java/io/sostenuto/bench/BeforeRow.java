package io.sostenuto.bench;

import java.util.List;

/**
 * This build against the one before it, both alive at once and asked by turns: a pair is two runs, one right after the
 * other, and every second pair begins with this build.
 */
final class BeforeRow implements Row.Measurement {

    private static final int AT_ONCE = 32;
    private static final int WARM_UPS = 3;
    /** What this build may cost, at most, as the interval of the pairs tells it. */
    private static final Target NOT_SLOWER = Target.atLeast(0.97);

    private final Servers now;
    private final Measured measured = new Measured("this build against the one before it");

    BeforeRow(Servers servers) {
        now = servers;
    }

    /** One number of one of the two. */
    private interface Reading {
        double take() throws Exception;
    }

    @Override
    public Measured measure() throws Exception {
        try (var before = now.before()) {
            pairs("starts a second", () -> start(before), () -> start(now));
            hot(before);
            postgres(before);
            renewals(before);
        }
        return measured;
    }

    private static double start(Servers servers) throws Exception {
        return 1e3 / servers.startEmbedded().toMillis();
    }

    private void hot(Servers before) throws Exception {
        var loads = List.of(HotRow.load(before), HotRow.load(now));
        for (var load : loads) {
            load.warmUp(HotRow.CONNECTIONS, WARM_UPS * now.scale().warmUp());
        }
        pairs("hot, embedded database, requests/s", () -> run(loads.get(0)), () -> run(loads.get(1)));
    }

    private double run(Wrk load) {
        return load.run(HotRow.CONNECTIONS, now.scale().seconds()).perSecond();
    }

    private void postgres(Servers before) throws Exception {
        var loads = List.of(nodes(before), nodes(now));
        for (var round = 0; round < WARM_UPS; round++) {
            for (var nodes : loads) {
                PostgresRow.together(nodes.get(0), nodes.get(1), now.scale().warmUp());
            }
        }
        pairs("hot, two nodes on PostgreSQL, requests/s", () -> runBoth(loads.get(0)), () -> runBoth(loads.get(1)));
    }

    private static List<Wrk> nodes(Servers servers) throws Exception {
        var cookies = Wrk.cookies(servers.folder(), servers.fill().add("hot", servers.scale().sizes().few()).stream()
                .map(Session::cookie).toList());
        var both = List.of(new Wrk(servers.first().url() + "/api/token", cookies),
                new Wrk(servers.second().url() + "/api/token", cookies));
        for (var node : both) {
            node.warmUp(HotRow.CONNECTIONS, 0);
        }
        return both;
    }

    private double runBoth(List<Wrk> nodes) {
        return PostgresRow.together(nodes.get(0), nodes.get(1), now.scale().seconds()).stream().mapToDouble(Figures::perSecond).sum();
    }

    private void renewals(Servers before) throws Exception {
        var both = List.of(due(before), due(now));
        for (var i = 0; i < WARM_UPS; i++) {
            for (var one : both) {
                now.scale().warmUp(() -> one.renew(AT_ONCE));
            }
        }
        pairs("renewals/s, PostgreSQL", () -> both.get(0).renew(AT_ONCE).perSecond(), () -> both.get(1).renew(AT_ONCE).perSecond());
    }

    private static Renewals due(Servers servers) throws Exception {
        var renewals = new Renewals(servers.fill(), servers.first().url(), servers.scale().sizes().renewals());
        renewals.liveASecond(servers.spotify());
        return renewals;
    }

    private void pairs(String what, Reading before, Reading now) throws Exception {
        var earlier = what + ", before";
        for (var pair = 0; pair < this.now.scale().pairs(); pair++) {
            if (pair % 2 == 0) {
                measured.note(earlier, before.take());
                measured.note(what, now.take());
            } else {
                measured.note(what, now.take());
                measured.note(earlier, before.take());
            }
        }
        var ratio = measured.of(what).over(measured.of(earlier));
        measured.line(what + ", lower end of the interval", Target.NONE, new Series(ratio.interval().subList(0, 1)));
        measured.line(what, Target.NONE, ratio);
        measured.line(what + ", upper end of the interval", NOT_SLOWER, new Series(ratio.interval().subList(1, 2)));
    }
}
