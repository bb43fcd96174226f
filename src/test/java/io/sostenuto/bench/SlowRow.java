package io.sostenuto.bench;

import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;

/** Many wait for a slow Spotify; one whose token is valid does not. */
final class SlowRow implements Row.Measurement {

    private static final String WAITING = "waiting";
    private static final String THREADS = "live threads at the peak";
    private static final Duration RESERVE = Duration.ofMillis(500);

    private final Servers servers;
    private final Scale scale;
    private final Measured measured;

    SlowRow(Servers servers) {
        this.servers = servers;
        scale = servers.scale();
        measured = new Measured("slow Spotify: " + scale.sizes().waiting() + " sessions wait for "
                + scale.sizes().slowness().toSeconds() + " s");
    }

    @Override
    public Measured measure() throws Exception {
        var fill = servers.fill();
        var node = servers.first();
        var valid = fill.add("valid", 1);
        var waiting = fill.add(WAITING, scale.sizes().waiting());
        var load = new Wrk(node.url() + "/api/token",
                Wrk.cookies(servers.folder(), valid.stream().map(Session::cookie).toList()));
        load.warmUp(HotRow.CONNECTIONS, scale.warmUp());
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("quiet", load.run(HotRow.CONNECTIONS, scale.seconds()));
            fill.expire(WAITING);
            servers.spotify().set("always", "delay " + scale.sizes().slowness());
            try (var crowd = new Crowd()) {
                for (var i = 0; i < waiting.size(); i++) {
                    crowd.joins(node.url());
                }
                var before = servers.spotify().tokenPosts();
                var latest = System.nanoTime() + scale.sizes().slowness().minus(RESERVE).toNanos();
                crowd.asks(waiting.stream().map(Session::request).toList());
                arrive(crowd, before + waiting.size());
                meanwhile(load, latest);
                crowd.waits();
                crowd.answers().forEach(Session::token);
            }
            servers.spotify().set("calm", "");
        }
        measured.compare("valid token", "quiet", Target.atLeast(0.9), Target.atMost(1.5, "times"));
        measured.line("live threads of the node", Target.below(250), measured.of(THREADS));
        return measured;
    }

    /** Until Spotify was asked by all; none may have its answer before. */
    private void arrive(Crowd crowd, int posts) throws Exception {
        try {
            servers.spotify().awaitTokenPosts(posts, scale.sizes().slowness());
        } catch (ConditionTimeoutException late) {
            crowd.waits();
            throw late;
        }
    }

    /** @param latest when the first of those who wait may be answered */
    private void meanwhile(Wrk load, long latest) throws Exception {
        var seconds = (int) Math.min(scale.seconds(), Duration.ofNanos(latest - System.nanoTime()).toSeconds());
        if (seconds < 1) {
            throw new AssertionError("when all had asked Spotify, no second was left to measure");
        }
        var running = load.start(HotRow.CONNECTIONS, seconds);
        var before = Vitals.threads(servers.first());
        measured.note("valid token", running.join());
        measured.note(THREADS, Math.max(before, Vitals.threads(servers.first())));
    }
}
