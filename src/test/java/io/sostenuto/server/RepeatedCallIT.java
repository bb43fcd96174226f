package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.Results;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import jakarta.json.JsonObject;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Browsers send a POST again by themselves where the kept connection under it ends unanswered, and no script sees that: each
 * call that changes something is answered the second time as if the first had never been.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class RepeatedCallIT {

    private SpotifyStandIn spotify;

    @BeforeEach
    void standIn() {
        spotify = SharedServer.spotify();
        spotify.rotation(Rotation.STRICT);
    }

    /** The call is made, its whole answer is lost with the connection, cookies and all. @return the status that got lost */
    private static int swallowed(Listener browser, String path) {
        var url = URI.create(SharedServer.url() + path);
        var target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        var cookies = browser.cookies().entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining("; "));
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nSostenuto-Client: test\r\nCookie: "
                    + cookies + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void report(String call, int first, Listener.Answer second) {
        Results.report(Results.Fault.F42, call, "the second is as good", "first " + first + ", then " + second.status(), 1);
    }

    private long refreshes() {
        return spotify.presentations().stream().filter(one -> one.isRefresh()).count();
    }

    @Test
    void aTokenThatWasAskedForIsThereTheSecondTime() {
        var browser = SharedServer.listener().connected();
        for (var query : new String[]{"", "?newerThan=1"}) {
            var lost = swallowed(browser, "/api/token" + query);
            var answer = browser.token(query);
            assertThat(lost).isEqualTo(200);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(query.isEmpty() ? 1 : 2);
            report("api/token" + query, lost, answer);
        }
        assertThat(refreshes()).as("a rotated token, presented once").isEqualTo(1);
        assertThat(browser.token("?newerThan=2").version()).as("the cookie that got lost came with the second").isEqualTo(3);
    }

    @Test
    void aLogoutIsOneTheSecondTime() {
        var browser = SharedServer.listener().connected();
        var copy = browser.copy();
        var lost = swallowed(browser, "/api/logout");
        var answer = browser.post("/api/logout");
        assertThat(lost).isEqualTo(204);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(browser.cookies()).doesNotContainKey(Listener.SESSION);
        assertThat(copy.token().error()).isEqualTo("no_session");
        report("api/logout", lost, answer);
    }

    @Test
    void theEndOfASessionIsOneTheSecondTime() {
        var desk = SharedServer.listener().connected();
        var phone = SharedServer.listener().connected();
        for (var current : new boolean[]{false, true}) {
            var id = desk.get("/api/sessions").json().getJsonArray("sessions").getValuesAs(JsonObject.class).stream()
                    .filter(one -> one.getBoolean("current") == current).findFirst().orElseThrow().getString("id");
            var lost = swallowed(desk, "/api/sessions/" + id + "/end");
            var answer = desk.post("/api/sessions/" + id + "/end");
            assertThat(lost).isEqualTo(204);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(204);
            assertThat((current ? desk : phone).token().error()).isEqualTo("no_session");
            report(current ? "the end of this browser's session" : "the end of a session elsewhere", lost, answer);
        }
        assertThat(desk.cookies()).doesNotContainKey(Listener.SESSION);
    }
}
