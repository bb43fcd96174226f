package io.sostenuto.bench;

import io.sostenuto.Listener;
import io.sostenuto.Node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** A server with sessions of its own: the product, or what it is measured beside. Each renewal has to bring another token. */
final class Contender implements AutoCloseable {

    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final Pattern TOKEN = Pattern.compile("\"accessToken\":\"([^\"]+)\"");

    /**
     * How it is asked.
     *
     * @param login where a login begins
     * @param token the first line of the question for a token
     */
    record Ways(String login, String token) {

        static final Ways PRODUCT = new Ways("/api/login", "POST /api/token");
        static final Ways SPRING = new Ways("/oauth2/authorization/spotify", "GET /token");
    }

    private final Node node;
    private final Ways ways;
    private final StandIn spotify;
    private final List<byte[]> requests = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final Duration start;
    private long lastRenewal;

    /** Starts it. */
    Contender(Node node, Ways ways, StandIn spotify) {
        this.node = node;
        this.ways = ways;
        this.spotify = spotify;
        var begun = System.nanoTime();
        node.launch().ready(Duration.ofMillis(20));
        start = Duration.ofNanos(System.nanoTime() - begun);
    }

    /** @return how long it took to be ready */
    Duration start() {
        return start;
    }

    Node node() {
        return node;
    }

    /** Logs so many listeners in, one after the other. @return the seconds that they waited for this server */
    double logIn(int number) {
        spotify.set("access-token-life", LIFE.toString());
        var nanos = 0L;
        for (var i = 0; i < number; i++) {
            spotify.set("user", "listener-" + tokens.size() + ",Listener");
            var listener = new Listener(node.url());
            var begun = System.nanoTime();
            var authorize = listener.get(ways.login()).header("Location");
            nanos += System.nanoTime() - begun;
            var callback = listener.callback(authorize, "allow");
            begun = System.nanoTime();
            var end = listener.follow(callback);
            nanos += System.nanoTime() - begun;
            if (end.status() / 100 != 3) {
                throw new AssertionError("a login at " + node.url() + " ends with " + end.status());
            }
            requests.add(request(listener.cookies()));
            tokens.add("");
        }
        lastRenewal = System.nanoTime();
        return nanos / 1e9;
    }

    private byte[] request(Map<String, String> cookies) {
        var cookie = cookies.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).collect(Collectors.joining("; "));
        return (ways.token() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nSostenuto-Client: bench\r\nCookie: " + cookie
                + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Renews every session's token, when all are over. */
    Figures renew(int atOnce) throws IOException, InterruptedException {
        await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() - lastRenewal > LIFE.toNanos());
        var figures = new Callers(node.url(), requests, this::isAnother).run(atOnce);
        lastRenewal = System.nanoTime();
        return figures;
    }

    private void isAnother(int session, Wire.Answer answer) {
        var token = TOKEN.matcher(answer.body());
        if (answer.status() != 200 || !token.find() || token.group(1).equals(tokens.set(session, token.group(1)))) {
            throw new AssertionError("no other access token: " + answer.head() + answer.body());
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
