package io.sostenuto.bench;

import io.sostenuto.Listener;

import java.util.List;
import java.util.stream.Stream;

/** A valid token, the embedded database. */
final class HotRow implements Row.Measurement {

    static final int CONNECTIONS = 32;
    static final List<String> NO_COOKIE = List.of("");

    private final Servers servers;

    HotRow(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Measured measure() throws Exception {
        var measured = new Measured("hot: valid token, embedded database, " + CONNECTIONS + " connections");
        var none = Wrk.cookies(servers.folder(), NO_COOKIE);
        var servlet = new Wrk(servers.empty().url() + "/servlet", none);
        var empty = new Wrk(servers.empty().url() + "/api/empty", none);
        var token = load(servers);
        var nobody = new Wrk(servers.embedded().url() + "/api/token", none, 401);
        var scale = servers.scale();
        for (var load : List.of(servlet, empty, token, nobody)) {
            load.warmUp(CONNECTIONS, scale.warmUp());
        }
        for (var run = 0; run < scale.runs(); run++) {
            measured.note("plain servlet", servlet.run(CONNECTIONS, scale.seconds()));
            measured.note("empty resource", empty.run(CONNECTIONS, scale.seconds()));
            measured.note("token", token.run(CONNECTIONS, scale.seconds()));
            measured.note("caller without a session", nobody.run(CONNECTIONS, scale.seconds()));
        }
        measured.compare("token", "empty resource", Target.atLeast(0.8), Target.atMost(1.5, "times"));
        measured.compare("token", "plain servlet", Target.NONE, Target.NONE);
        measured.line("caller without a session against token, requests/s", Target.atLeast(0.9),
                measured.of("caller without a session, requests/s").over(measured.of("token, requests/s")));
        return measured;
    }

    /** Valid tokens of listeners who have just logged in. */
    static Wrk load(Servers servers) throws Exception {
        return new Wrk(servers.embedded().url() + "/api/token", Wrk.cookies(servers.folder(), cookies(servers)));
    }

    private static List<String> cookies(Servers servers) throws Exception {
        var node = servers.embedded().url();
        var sessions = Stream.generate(() -> new Listener(node).connected()).limit(servers.scale().sizes().listeners())
                .map(listener -> Session.of(listener.cookie(Listener.SESSION))).toList();
        for (var session : sessions) {
            session.isServedBy(node);
        }
        return sessions.stream().map(Session::cookie).toList();
    }
}
