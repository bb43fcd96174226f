package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.spotify.SpotifyStandIn;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may call, what every answer says, and what operators find. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class CallerIT {

    private static final String ALLOWED = "https://app.example.com:7000";
    private SpotifyStandIn spotify;

    @BeforeEach
    void standIn() {
        spotify = SharedServer.spotify();
    }

    private static String own() {
        return SharedServer.url().replace("/sostenuto", "");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "-, -, -",
            "'', -, -",
            "' ', -, -",
            "1, https://evil.example, -",
            "1, null, -",
            "1, -, cross-site",
            "1, -, same-site",
            "1, -, none",
            "1, own, cross-site",
            "1, https://evil.example, same-origin",
            "1, https://app.example.com:7001, same-site"})
    void foreignCallersAreRefusedBeforeAnythingElse(String client, String origin, String site) {
        var listener = SharedServer.listener().connected();
        for (var path : new String[]{"/api/token?newerThan=nonsense", "/api/logout"}) {
            var answer = listener.copy().post(path, headers(client, origin, site));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.error()).isEqualTo("forbidden_origin");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.setCookies()).isEmpty();
        }
        assertThat(listener.token().status()).as("nothing was ended").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"1, -, -", "anything, own, same-origin", "1, -, same-origin",
            "1, allowed, same-site", "1, allowed, -"})
    void ourOwnPagesAndAllowedOriginsAreServed(String client, String origin, String site) {
        var answer = SharedServer.listener().connected().post("/api/token", headers(client, origin, site));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Vary")).contains("Origin");
        if ("allowed".equals(origin)) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        }
    }

    private static String[] headers(String client, String origin, String site) {
        var headers = new ArrayList<String>();
        if (client != null) {
            headers.addAll(List.of("Sostenuto-Client", client));
        }
        if (origin != null) {
            headers.addAll(List.of("Origin", origin.replace("own", own()).replace("allowed", ALLOWED)));
        }
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        return headers.toArray(String[]::new);
    }

    @Test
    void getIsNoWayToAToken() {
        var answer = SharedServer.listener().connected().get("/api/token", "Sostenuto-Client", "1");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.json().getInt("status")).isEqualTo(405);
        assertThat(answer.response().body()).doesNotContain(spotify.issuedAccessTokens());
    }

    @ParameterizedTest
    @CsvSource({"Content-Type, nonsense", "Content-Type, ;", "Content-Type, application/x-www-form-urlencoded",
            "Accept, a/b;q=x", "Accept, nothing/known", "Authorization, Bearer nonsense", "Authorization, Basic YTpi"})
    void headersThatTheApiDoesNotReadCannotBreakIt(String name, String value) {
        var listener = SharedServer.listener().connected();
        assertThat(listener.post("/api/token", "Sostenuto-Client", "1", name, value).status()).isEqualTo(200);
        assertThat(listener.get("/api/session", name, value).json().getBoolean("authenticated")).isTrue();
        assertThat(listener.post("/api/logout", "Sostenuto-Client", "1", name, value).status()).isEqualTo(204);
    }

    @Test
    void whatIsNotThereIsAProblemWithoutOurInsides() {
        var answer = SharedServer.listener().get("/api/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.response().body()).doesNotContain("jersey", "Exception", "io.sostenuto");
    }

    @Test
    void withoutAKeyForTheirTokensThereIsNothingForOperators() {
        for (var path : new String[]{"/api/admin", "/api/admin/keys", "/api/admin/sessions?user=x", "/api/admin;x/keys",
            "/api/admin;/sessions?user=x", "/api/admin/;x/keys", "/api/%61dmin/keys"}) {
            assertThat(SharedServer.listener().get(path, "Authorization", "Bearer e30.e30.e30").status()).as(path)
                    .isIn(404, 400); // Open Liberty refuses an odd path by itself
        }
    }

    @Test
    void thePageIsHardened() {
        var answer = SharedServer.listener().get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        var policy = answer.header("Content-Security-Policy");
        assertThat(policy).contains("script-src 'self' " + spotify.url(), "frame-ancestors 'none'")
                .doesNotContain("unsafe-inline", "unsafe-eval", "*");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.response().body()).doesNotContain("<style", "onclick", "style=");
    }

    @Test
    void operatorsFindHealthMetricsAndOpenApi() throws IOException {
        var operators = SharedServer.operators();
        for (var probe : new String[]{"started", "live", "ready"}) {
            assertThat(operators.get("/health/" + probe).status()).as(probe).isEqualTo(200);
        }
        assertThat(operators.get("/health/ready").response().body()).contains("\"database\":\"present\"");
        SharedServer.listener().connected().token("?newerThan=1");
        assertMetrics(operators.get("/metrics").response().body());
        assertThat(new Listener(own()).get("/openapi").response().body()).contains("/api/token");
    }

    /** WildFly has metrics of its own but no MicroProfile Metrics, and then the product says what is off. */
    private static void assertMetrics(String metrics) throws IOException {
        if (SharedServer.runsOn("wildfly")) {
            assertThat(metrics).contains("base_memory").doesNotContain("sostenuto_");
            assertThat(SharedServer.wildFlysLog()).containsOnlyOnce("This server has no MicroProfile Metrics");
        } else {
            assertThat(metrics).containsPattern("sostenuto_refreshes_total\\{[^}]*outcome=\"renewed\"[^}]*} [1-9]");
        }
    }
}
