package io.sostenuto.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Sessions that are renewed again and again; each renewal has to bring the next version. */
final class Renewals {

    private static final String USERS = "renewed";

    private final Fill fill;
    private final String node;
    private final List<Session> sessions;
    private final int[] versions;

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

    /** Their access tokens are dead from now on. */
    void expire() {
        fill.expire(USERS);
    }

    /** Expires them all and renews the first ones of them. */
    Figures renew(int number, int atOnce) throws IOException, InterruptedException {
        expire();
        return new Callers(node, sessions.subList(0, number).stream().map(Session::request).toList(), (session, answer) -> {
            var version = Session.version(answer);
            if (version != ++versions[session]) {
                throw new AssertionError("version " + version + " in place of " + versions[session] + ": " + answer.body());
            }
        }).run(atOnce);
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
