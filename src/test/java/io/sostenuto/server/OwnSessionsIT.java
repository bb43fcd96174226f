package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.SpotifyStandIn;
import jakarta.json.JsonObject;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A person's sessions on several devices: seen, and ended from one of them. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class OwnSessionsIT {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0";
    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
    private SpotifyStandIn spotify;

    @BeforeEach
    void standIn() {
        spotify = SharedServer.spotify();
    }

    private Listener connected(String user, String userAgent) {
        spotify.user(user, "Listener " + user);
        var listener = SharedServer.listener();
        var back = listener.callback(listener.get("/api/login").header("Location"), "allow");
        assertThat(listener.follow(back, "User-Agent", userAgent).status()).isEqualTo(303);
        return listener;
    }

    private static List<JsonObject> sessions(Listener listener) {
        var answer = listener.get("/api/sessions");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().getJsonArray("sessions").getValuesAs(JsonObject.class);
    }

    @Test
    void aPersonSeesTheirDevicesAndNobodyElses() {
        var desk = connected("own-devices", FIREFOX);
        connected("own-devices", IPHONE);
        connected("own-stranger", FIREFOX);
        var seen = sessions(desk);
        assertThat(seen).extracting(one -> one.getString("device")).containsExactly("Safari on iPhone", "Firefox on Linux");
        assertThat(seen).extracting(one -> one.getBoolean("current")).containsExactly(false, true);
        assertThat(seen).allSatisfy(one -> assertThat(one.keySet())
                .containsExactlyInAnyOrder("id", "current", "device", "authorizedAt", "reauthorizeBy"));
        assertThat(seen.toString()).as("the cookie's session id").doesNotContain(desk.cookie(Listener.SESSION));
    }

    @Test
    void aSessionElsewhereIsEndedFromHere() {
        var desk = connected("own-end", FIREFOX);
        var phone = connected("own-end", IPHONE);
        var id = sessions(desk).stream().filter(one -> !one.getBoolean("current")).findFirst().orElseThrow().getString("id");
        assertThat(desk.copy().post("/api/sessions/" + id + "/end", "X", "no header of ours").error()).isEqualTo("forbidden_origin");
        assertThat(phone.token().status()).isEqualTo(200);
        assertThat(desk.post("/api/sessions/" + id + "/end").status()).isEqualTo(204);
        assertThat(phone.token().error()).isEqualTo("no_session");
        assertThat(desk.token().status()).isEqualTo(200);
        assertThat(desk.post("/api/sessions/" + id + "/end").status()).as("it is over already").isEqualTo(204);
        assertThat(sessions(desk)).hasSize(1);
    }

    @Test
    void somebodyElsesSessionCannotBeEnded() {
        var mine = connected("own-mine", FIREFOX);
        var theirs = connected("own-theirs", FIREFOX);
        var id = sessions(theirs).get(0).getString("id");
        assertThat(mine.post("/api/sessions/" + id + "/end").status()).isEqualTo(404);
        assertThat(theirs.token().status()).isEqualTo(200);
        assertThat(SharedServer.listener().post("/api/sessions/" + id + "/end").error()).isEqualTo("no_session");
        assertThat(SharedServer.listener().get("/api/sessions").error()).isEqualTo("no_session");
    }

    @Test
    void whoIsUnknownToSpotifySeesThisBrowserOnly() {
        spotify.nextApi(Fault.status(503));
        var listener = connected("own-unknown", FIREFOX);
        var seen = sessions(listener);
        assertThat(seen).hasSize(1);
        assertThat(listener.post("/api/sessions/" + seen.get(0).getString("id") + "/end").status()).isEqualTo(204);
        assertThat(listener.cookie(Listener.SESSION)).as("ended here, the cookie goes, too").isNull();
        assertThat(listener.token().error()).isEqualTo("no_session");
    }
}
