package io.sostenuto.bench;

import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.List;

/** Many wait for a slow Spotify; one whose token is valid does not. */
final class SlowRow implements Row.Measurement {

    private static final String THREADS = "live threads at the peak";
    private static final String ARRIVED = "had asked Spotify when the load began";
    private static final String STILL = "still waiting after the load";
    private static final String SERVED = "got their token";
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final Servers servers;
    private final Scale scale;
    private Measured measured;
    private Renewals renewals;
    private Wrk load;

    SlowRow(Servers servers) {
        this.servers = servers;
        scale = servers.scale();
    }

    @Override
    public Measured measure() throws Exception {
        var fill = servers.fill();
        var node = servers.first();
        var valid = fill.add("valid", 1);
        renewals = new Renewals(fill, node.url(), scale.sizes().waiting());
        load = new Wrk(node.url() + "/api/token",
                Wrk.cookies(servers.folder(), valid.stream().map(Session::cookie).toList()));
        load.warmUp(HotRow.CONNECTIONS, scale.warmUp());
        scale.warmUp(() -> renewals.renew(HotRow.CONNECTIONS));
        var first = round("the first crowd of a node's life");
        scale.warmUp(() -> round("nobody looks")); // like the herd: on a node that has seen some
        measured = new Measured("slow Spotify: " + scale.sizes().waiting() + " sessions wait for "
                + scale.sizes().slowness().toSeconds() + " s");
        for (var run = 0; run < scale.runs(); run++) {
            round();
        }
        measured.compare("valid token", "quiet", Target.atLeast(0.9), Target.atMost(1.5, "times"));
        if (measured.of(STILL).values().contains(0.0)) {
            throw new AssertionError("nobody waited any more when the load ended");
        }
        measured.line(SERVED, Target.atLeast(scale.sizes().waiting()), measured.of(SERVED));
        measured.line("live threads of the node", Target.atMost(150, ""), measured.of(THREADS));
        measured.line("the first crowd of a node's life: requests/s", Target.NONE, against(first, ", requests/s"));
        measured.line("the first crowd of a node's life: p99", Target.NONE, against(first, ", p99 ms"));
        return measured;
    }

    private static Series against(Measured round, String unit) {
        return round.of("valid token" + unit).over(round.of("quiet" + unit));
    }

    private Measured round(String title) throws Exception {
        measured = new Measured(title);
        round();
        return measured;
    }

    private void round() throws Exception {
        measured.note("quiet", load.run(HotRow.CONNECTIONS, scale.seconds()));
        renewals.expire();
        servers.spotify().set("always", "delay " + scale.sizes().slowness());
        slowly(renewals.sessions());
        servers.spotify().set("calm", "");
    }

    /** All wait at once; who does not get a token in time is told to ask again, and counted. */
    private void slowly(List<Session> sessions) throws Exception {
        try (var crowd = new Crowd()) {
            for (var i = 0; i < sessions.size(); i++) {
                crowd.joins(servers.first().url());
            }
            var before = servers.spotify().tokenPosts();
            var latest = System.nanoTime() + scale.sizes().slowness().minus(RESERVE).toNanos();
            crowd.asks(sessions.stream().map(Session::request).toList());
            arrive(before, sessions.size());
            meanwhile(latest);
            measured.note(STILL, crowd.waiting());
            var served = 0;
            for (var answer : crowd.answers()) {
                served += isServed(answer) ? 1 : 0;
            }
            measured.note(SERVED, served);
            measured.note("node, MiB resident", Vitals.resident(servers.first()));
        }
    }

    private static boolean isServed(Wire.Answer answer) {
        if (answer.status() == 503 && answer.body().contains("spotify_unavailable")) {
            return false;
        }
        Session.token(answer);
        return true;
    }

    /** Until Spotify was asked by all; a busy machine measures with those who have come in most of the time. */
    private void arrive(int before, int all) {
        try {
            servers.spotify().awaitTokenPosts(before + all, scale.sizes().slowness().multipliedBy(5).dividedBy(8));
        } catch (ConditionTimeoutException busy) {
            System.out.println("Not all have asked Spotify when the load begins; the page tells how many");
        }
        measured.note(ARRIVED, servers.spotify().tokenPosts() - before);
    }

    /** @param latest when the first of those who wait may be answered */
    private void meanwhile(long latest) throws Exception {
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
