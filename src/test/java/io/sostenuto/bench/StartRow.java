package io.sostenuto.bench;

/** From the start of the process to the first answer, one after the other. */
final class StartRow implements Row.Measurement {

    private static final String READY = "runnable jar to ready, s";
    private static final String EMPTY = "Payara Micro with an empty WAR, s";

    private final Servers servers;

    StartRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var measured = new Measured("start: runnable jar to ready");
        for (var run = 0; run < servers.scale().runs(); run++) {
            measured.note(EMPTY, servers.startEmpty().toMillis() / 1e3);
            measured.note(READY, servers.startEmbedded().toMillis() / 1e3);
        }
        measured.line("time to ready against Payara Micro with an empty WAR", Target.atMost(1.4, "times"),
                measured.of(READY).over(measured.of(EMPTY)));
        return measured;
    }
}
