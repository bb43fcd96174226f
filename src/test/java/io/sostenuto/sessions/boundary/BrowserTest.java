package io.sostenuto.sessions.boundary;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.AppName;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class BrowserTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant AHEAD = NOW.plus(Duration.ofHours(1));

    private final Seal seal = new Seal(List.of(SealKey.generate()));
    /** What the browser keeps and sends. */
    private final List<Cookie> jar = new ArrayList<>();

    private Browser request(Instant notBefore, Instant now) {
        var request = (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (proxy, method, arguments) -> Collections.enumeration(
                        jar.stream().map(cookie -> cookie.getName() + "=" + cookie.getValue()).toList()));
        var response = (HttpServletResponse) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{HttpServletResponse.class}, (proxy, method, arguments) -> {
                    jar.clear();
                    jar.add((Cookie) arguments[0]);
                    return null;
                });
        return new Browser(new SessionCookies(seal, request, response, null, URI.create("https://music.example.com")), notBefore, now,
                null, null);
    }

    private static GrantCopy copy() {
        return new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1,
                Optional.of(new RefreshToken("AQ-1")), NOW, false);
    }

    @Test
    void aNotBeforeInTheFutureEndsWhatWasSealedEarlierAndLetsALoginStay() {
        request(Instant.MIN, NOW).keep(copy());
        assertThat(request(Instant.MIN, NOW).session()).isPresent();
        assertThat(request(AHEAD, NOW).session()).as("sealed earlier").isEmpty();
        var login = copy();
        request(AHEAD, NOW).keep(login);
        assertThat(request(AHEAD, NOW.plusSeconds(1)).session()).as("no loop").contains(login);
        assertThat(request(AHEAD.plusSeconds(1), AHEAD).session()).as("a later one ends that, too").isEmpty();
    }

    @Test
    void aTokenTooLongForACookieIsLeftOutUnderANotBeforeInTheFuture() {
        var login = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1,
                Optional.of(new RefreshToken("A".repeat(4000))), NOW, false);
        request(AHEAD, NOW).keep(login);
        assertThat(request(AHEAD, NOW).session()).contains(login.withoutToken());
    }
}
