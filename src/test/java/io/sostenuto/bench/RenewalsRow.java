package io.sostenuto.bench;

/** Expired sessions and a Spotify that answers at once, against the call to Spotify alone. */
final class RenewalsRow implements Row.Measurement {

    private static final int AT_ONCE = 32;
    /** Both are compiled for minutes: more code runs than for a token at hand, a few hundred times a second. */
    private static final int WARM_UPS = 3;

    private final Servers servers;

    RenewalsRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var scale = servers.scale();
        var number = scale.sizes().renewals();
        var alone = scale.sizes().alone();
        var measured = new Measured("renewals: " + number + " expired sessions, the stand-in at 0 ms, PostgreSQL");
        var renewals = new Renewals(servers.fill(), servers.first().url(), number);
        var empty = servers.empty().url();
        renewals.liveASecond(servers.spotify());
        for (var i = 0; i < WARM_UPS; i++) {
            scale.warmUp(() -> renewals.bare(empty, number, AT_ONCE));
            scale.warmUp(() -> renewals.renew(AT_ONCE));
        }
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("bare call", renewals.bare(empty, number, AT_ONCE));
            measured.note("renewal", renewals.renew(AT_ONCE));
            measured.note("bare call, one at a time", renewals.bare(empty, alone, 1));
            measured.note("renewal, one at a time", renewals.renew(alone, 1));
        }
        measured.line("renewal against bare call, requests/s", Target.atLeast(0.5),
                measured.of("renewal, requests/s").over(measured.of("bare call, requests/s")));
        measured.line("p50 added to the bare call's, one at a time", Target.atMost(5, "ms"),
                measured.of("renewal, one at a time, p50 ms").minus(measured.of("bare call, one at a time, p50 ms")));
        return measured;
    }
}
