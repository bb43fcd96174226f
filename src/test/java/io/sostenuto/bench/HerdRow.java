package io.sostenuto.bench;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import static org.awaitility.Awaitility.await;

/** Everybody asks for the same expired session at once, at two nodes. */
final class HerdRow implements Row.Measurement {

    private static final String LATE = "last answer after Spotify's, ms";
    private static final String REFRESHES = "refreshes seen by the stand-in";
    /** Long enough for all requests to be read, at either node. */
    private static final Duration ARRIVAL = Duration.ofSeconds(1);

    private final Servers servers;

    HerdRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var callers = servers.scale().sizes().callers();
        var measured = new Measured("herd: " + callers + " callers on one expired session, two nodes");
        var fill = servers.fill();
        var end = System.nanoTime() + servers.scale().warmUp() * 1_000_000_000L;
        for (var early = 0; System.nanoTime() < end; early++) {
            herd(fill, new Measured("nobody looks"), "early" + early, callers);
        }
        for (var run = 0; run < servers.scale().runs(); run++) {
            herd(fill, measured, "herd" + run, callers);
        }
        measured.line("refreshes", Target.atMost(1, ""), measured.of(REFRESHES));
        measured.line("last answer after Spotify's", Target.atMost(250, "ms"), measured.of(LATE));
        return measured;
    }

    private void herd(Fill fill, Measured measured, String user, int callers) throws Exception {
        var nodes = List.of(servers.first().url(), servers.second().url()); // running, before anybody connects
        var session = fill.add(user, 1).get(0);
        fill.expire(user);
        var spotify = servers.spotify();
        var before = spotify.tokenPosts();
        var fired = spotify.fired();
        spotify.set("next", "hold");
        try (var crowd = new Crowd()) {
            for (var i = 0; i < callers; i++) {
                crowd.joins(nodes.get(i % 2));
            }
            crowd.asks(Collections.nCopies(callers, session.request()));
            await().pollDelay(ARRIVAL).until(() -> spotify.fired() == fired + 1);
            crowd.waits();
            spotify.set("calm", "");
            var answered = System.nanoTime();
            var tokens = crowd.answers().stream().map(Session::token).distinct().count();
            measured.note(LATE, (System.nanoTime() - answered) / 1e6);
            var refreshes = spotify.tokenPosts() - before;
            measured.note(REFRESHES, refreshes);
            if (tokens != 1 || refreshes != 1) {
                throw new AssertionError(refreshes + " refreshes, " + tokens + " tokens");
            }
        }
    }
}
