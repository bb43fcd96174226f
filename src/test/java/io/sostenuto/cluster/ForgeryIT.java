package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.Results.Fault;
import io.sostenuto.spotify.Presentation;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/** Cookies and rows in which somebody has meddled. */
class ForgeryIT {

    private Cluster cluster;

    @BeforeEach
    void cluster() {
        cluster = SharedCluster.get();
        cluster.begin(Rotation.STRICT);
    }

    @Test
    void aCookieWithOneBitChangedIsNone() {
        var listener = cluster.connected("bits");
        var good = listener.cookie(Listener.SESSION);
        var answers = new ArrayList<String>();
        for (var at = 0; at < good.length(); at += 7) {
            var flipped = new StringBuilder(good);
            flipped.setCharAt(at, good.charAt(at) == 'A' ? 'B' : 'A');
            listener.cookie(Listener.SESSION, flipped.toString());
            answers.add(listener.token().error());
        }
        assertThat(answers).hasSizeGreaterThan(50).containsOnly("no_session");
        listener.cookie(Listener.SESSION, good);
        var trueOne = listener.token().status();
        assertThat(trueOne).isEqualTo(200);
        Results.report(Fault.F23, "a cookie with one character changed", "401 no_session, always the same",
                Results.tally(answers) + "; the true cookie: " + trueOne, answers.size());
    }

    @Test
    void anOldCookieIsReplacedAndNeverRedeemed() {
        var listener = cluster.connected("old-cookie");
        var old = listener.copy();
        var oldest = listener.copy();
        for (var version = 1; version <= 3; version++) {
            assertThat(listener.token("?newerThan=" + version).status()).isEqualTo(200);
        }
        var answer = cluster.at(1, old).token("?newerThan=4");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.setCookie(Listener.SESSION)).isPresent();
        assertThat(cluster.at(1, oldest).get("/api/session").setCookie(Listener.SESSION))
                .as("whatever is asked replaces it").isPresent();
        var outcomes = Results.tally(cluster.refreshes("old-cookie").stream().map(Presentation::outcome).toList());
        assertThat(outcomes).isEqualTo("4 × ROTATED");
        Results.report(Fault.F23, "strict, a cookie of three generations ago on the other node",
                "it is replaced, its token is not presented", answer.status() + " with "
                        + answer.setCookies().size() + " new cookie; refreshes " + outcomes, 1);
    }

    @Test
    void tokensPutIntoAnotherRowOpenForNobody() {
        var own = 0;
        var mine = cluster.connected("mine");
        var theirs = cluster.connected("theirs");
        var swapped = cluster.postgres.change("""
                update grants g set refresh_token = o.refresh_token, access_token = o.access_token
                from grants o where g.spotify_user in ('mine', 'theirs') and o.spotify_user in ('mine', 'theirs')
                and g.id <> o.id""");
        assertThat(swapped).as("rows that were swapped").isEqualTo(2);
        for (var listener : new Listener[]{mine, theirs}) {
            var user = listener == mine ? "mine" : "theirs";
            var answer = listener.token();
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(cluster.refreshes(user)).as("renewed with the cookie's own token").singleElement()
                    .satisfies(refresh -> assertThat(refresh.accessToken()).isEqualTo(answer.accessToken()));
            own++;
        }
        cluster.assertNoReuse();
        Results.report(Fault.F23, "sealed columns of two sessions swapped", "neither opens; each is mended from its cookie",
                own + " of " + swapped + " browsers got a token of their own users", swapped);
    }
}
