package io.sostenuto.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import io.sostenuto.Applicant;
import io.sostenuto.Listener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** A link as a real browser walks it: our page, Spotify's, and the application's, which completes it from another origin. */
class LinkPageIT {

    private static HttpServer application;
    private static String origin;
    private static Stage stage;

    @BeforeAll
    static void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        origin = "http://127.0.0.1:" + application.getAddress().getPort();
        application.createContext("/", exchange -> {
            var page = "<!DOCTYPE html><title>linked</title>".getBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        application.start();
        var environment = new HashMap<>(Applicant.ENVIRONMENT);
        environment.put("SOSTENUTO_USERS_RETURN_URIS", origin + "/linked");
        environment.put("SOSTENUTO_USERS_ALLOWED_ORIGINS", origin);
        stage = Stage.set("link-page", environment);
    }

    @AfterAll
    static void stop() {
        stage.close();
        application.stop(0);
    }

    @Test
    void aPersonLinksByTwoButtonsAndTheApplicationsPageCompletesIt() {
        var user = new Applicant("ada");
        stage.spotify.user("lena", "Lena");
        var connectUrl = user.post(stage.node, "/api/link?return_to=" + Listener.encode(origin + "/linked")).json().getString("connectUrl");
        try (var context = stage.browser()) {
            var page = context.newPage();
            page.navigate(connectUrl);
            assertThat(page.getByRole(AriaRole.HEADING)).hasText("Connect Music & <b>More</b> with Spotify?");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Go on to Spotify")).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow").setExact(true)).click();
            page.waitForURL(origin + "/linked?connect_code=**");
            assertThat(context.cookies(stage.node.url())).as("no session, and no login any more").isEmpty();
            var told = (Map<?, ?>) page.evaluate("""
                    ({ api, token, returnTo }) => fetch(api + '/api/link/complete', { method: 'POST',
                      headers: { Authorization: `Bearer ${token}` },
                      body: new URLSearchParams({ connect_code: new URL(location.href).searchParams.get('connect_code'), return_to: returnTo }) })
                      .then((answer) => answer.json())""",
                    Map.of("api", stage.node.url(), "token", user.token(), "returnTo", origin + "/linked"));
            assertThat(told.get("authenticated")).isEqualTo(true);
        }
        assertThat(user.post(stage.node, "/api/token").status()).isEqualTo(200);
    }
}
