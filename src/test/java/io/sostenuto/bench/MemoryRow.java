package io.sostenuto.bench;

import java.util.List;

/** What a node holds on to when it has served a hundred thousand sessions. */
final class MemoryRow implements Row.Measurement {

    private static final String NODE = "node, MiB resident";
    private static final String EMPTY = "empty server, MiB resident";

    private static final String NODE_HEAP = "node, MiB of heap in use after a collection";
    private static final String EMPTY_HEAP = "empty server, MiB of heap in use after a collection";

    private final Servers servers;

    MemoryRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var scale = servers.scale();
        var measured = new Measured("memory: resident after the hot run, " + scale.sizes().live() + " live sessions");
        var sessions = servers.fill().add("live", scale.sizes().live());
        sessions.get(0).isServedBy(servers.first().url());
        var empty = new Wrk(servers.empty().url() + "/api/empty", Wrk.cookies(servers.folder(), HotRow.NO_COOKIE));
        var token = new Wrk(servers.first().url() + "/api/token",
                Wrk.cookies(servers.folder(), sessions.stream().map(Session::cookie).toList()));
        for (var load : List.of(empty, token)) {
            load.warmUp(HotRow.CONNECTIONS, scale.warmUp());
        }
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("empty resource", empty.run(HotRow.CONNECTIONS, scale.seconds()));
            measured.note("token", token.run(HotRow.CONNECTIONS, scale.seconds()));
            measured.note(EMPTY, Vitals.resident(servers.empty()));
            measured.note(NODE, Vitals.resident(servers.first()));
        }
        measured.line("resident against the empty server", Target.atMost(1.25, "times"),
                measured.of(NODE).over(measured.of(EMPTY)));
        // a heap of one size is resident in whole, whatever is in it
        measured.note(EMPTY_HEAP, Vitals.heapInUse(servers.empty()));
        measured.note(NODE_HEAP, Vitals.heapInUse(servers.first()));
        measured.line("heap in use beyond the empty server's, MiB", Target.NONE,
                measured.of(NODE_HEAP).minus(measured.of(EMPTY_HEAP)));
        return measured;
    }
}
