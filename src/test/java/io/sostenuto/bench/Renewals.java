package io.sostenuto.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import static org.awaitility.Awaitility.await;

/** Sessions that are renewed again and again; each renewal has to bring the next version. */
final class Renewals {

    private static final String USERS = "renewed";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Fill fill;
    private final String node;
    private final List<Session> sessions;
    private final int[] versions;
    private boolean shortLived;
    private long lastRenewal;

    Renewals(Fill fill, String node, int number) throws Exception {
        this.fill = fill;
        this.node = node;
        sessions = fill.add(USERS, number);
        versions = new int[number];
        Arrays.fill(versions, 1);
    }

    List<Session> sessions() {
        return sessions;
    }

    /** From now on an access token that is renewed lives a second: its node knows that it has to be renewed again. */
    void liveASecond(StandIn spotify) {
        spotify.set("access-token-life", SECOND.toString());
        shortLived = true;
    }

    /** Their access tokens are dead from now on. */
    void expire() {
        if (shortLived && lastRenewal != 0) {
            await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() - lastRenewal > SECOND.toNanos());
        } else {
            fill.expire(USERS);
        }
    }

    /** Expires them all and renews the first ones of them. */
    Figures renew(int number, int atOnce) throws IOException, InterruptedException {
        expire();
        var figures = new Callers(node, sessions.subList(0, number).stream().map(Session::request).toList(), (session, answer) -> {
            var version = Session.version(answer);
            if (version != ++versions[session]) {
                throw new AssertionError("version " + version + " in place of " + versions[session] + ": " + answer.body());
            }
        }).run(atOnce);
        lastRenewal = System.nanoTime();
        return figures;
    }

    /** Expires and renews them all. */
    Figures renew(int atOnce) throws IOException, InterruptedException {
        return renew(sessions.size(), atOnce);
    }

    /** The same number of bare calls, on the server that does nothing else. */
    Figures bare(String empty, int number, int atOnce) throws IOException, InterruptedException {
        var request = Wire.post("/api/bare", "Refresh-Token: " + fill.refreshToken());
        return new Callers(empty, Collections.nCopies(number, request), (call, answer) -> {
            if (answer.status() != 200 || !answer.body().startsWith("BQ")) {
                throw new AssertionError("no access token: " + answer.head() + answer.body());
            }
        }).run(atOnce);
    }
}
