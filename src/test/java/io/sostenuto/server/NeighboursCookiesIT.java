package io.sostenuto.server;

import io.sostenuto.Listener;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Cookies of other applications of the same host, well-formed or not, before ours and behind it, however the octets arrive. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class NeighboursCookiesIT {

    @BeforeEach
    void standIn() {
        SharedServer.spotify();
    }

    /** @return the status of a token request with this Cookie header, which may arrive in two pieces */
    private static int status(String cookies, int firstPiece) throws IOException {
        var url = URI.create(SharedServer.url());
        var head = ("POST " + url.getPath() + "/api/token HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nSostenuto-Client: test\r\n"
                + "Content-Length: 0\r\nConnection: close\r\nCookie: " + cookies + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            var first = firstPiece < 0 ? head.length : head.length - firstPiece;
            socket.getOutputStream().write(head, 0, first);
            socket.getOutputStream().flush();
            if (first < head.length) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                socket.getOutputStream().write(head, first, head.length - first);
                socket.getOutputStream().flush();
            }
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "plain", "=novalue", "a=\"x", "a=\"x; y\"", "a={\"b\":[1,2]}", "a=b=c", "a=b,c", "$Version=1", "a b=c",
            "a=\u00e9", "a=\\", "a=<x>", "a=%zz", "a=\tb"})
    void theyChangeNothing(String neighbour) throws IOException {
        var ours = Listener.SESSION + "=" + SharedServer.listener().connected().cookie(Listener.SESSION);
        for (var cookies : List.of(neighbour + "; " + ours, ours + "; " + neighbour, neighbour + ";" + ours)) {
            assertThat(status(cookies, -1)).as("in one piece: %s", neighbour).isEqualTo(200);
            assertThat(status(cookies, 4 + cookies.length())).as("the cookies behind the rest: %s", neighbour).isEqualTo(200);
            assertThat(status(cookies, 40)).as("in the middle of a cookie: %s", neighbour).isEqualTo(200);
        }
    }

    @Test
    void aLargeOneLeavesRoomForOurs() throws IOException {
        var ours = Listener.SESSION + "=" + SharedServer.listener().connected().cookie(Listener.SESSION);
        assertThat(status("a=" + "x".repeat(15_000) + "; " + ours, -1)).isEqualTo(200);
        assertThat(status("a=" + "x".repeat(21_000) + "\r\nX-Other: " + "x".repeat(21_000), -1)).as("beyond 40 KB").isEqualTo(431);
    }

    @Test
    void oneThatSaysAnotherThingUnderOurNameIsNotFollowed() throws IOException {
        var one = Listener.SESSION + "=" + SharedServer.listener().connected().cookie(Listener.SESSION);
        var other = Listener.SESSION + "=" + SharedServer.listener().connected().cookie(Listener.SESSION);
        assertThat(status(one + "; " + one, -1)).as("twice the same").isEqualTo(200);
        assertThat(status(one + "; " + Listener.SESSION + "=forged", -1)).as("one that does not open is absent").isEqualTo(200);
        assertThat(status(one + "; " + other, -1)).as("two that differ are").isEqualTo(401);
    }
}
