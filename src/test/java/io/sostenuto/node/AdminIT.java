package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.Results;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.SpotifyStandIn;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Operators: who is one, what they see and do, and what the audit log says of it. */
class AdminIT {

    private static final OperatorTokens TOKENS = new OperatorTokens();
    private static final String ROLE = "sostenuto-admin";
    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Node node;
    private static Traces traces;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        traces = new Traces();
        node = new Node(spotify.url(), folder).with("OTEL_SDK_DISABLED", "false").with("OTEL_TRACES_EXPORTER", "otlp")
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").with("OTEL_EXPORTER_OTLP_ENDPOINT", traces.url())
                .with("OTEL_BSP_SCHEDULE_DELAY", "500").with("MP_JWT_VERIFY_PUBLICKEY", TOKENS.publicKey())
                .with("MP_JWT_VERIFY_ISSUER", OperatorTokens.ISSUER).start();
    }

    @AfterAll
    static void stop() {
        node.close();
        spotify.close();
        traces.close();
    }

    @BeforeEach
    void clean() {
        spotify.reset();
    }

    private static Listener connected(String user) {
        spotify.user(user, "Listener " + user);
        return new Listener(node.url()).connected();
    }

    private static Listener.Answer get(String path, String token) {
        return new Listener(node.url()).get(path, "Authorization", "Bearer " + token);
    }

    private static Listener.Answer post(String path, String token) {
        return new Listener(node.url()).post(path, "Authorization", "Bearer " + token, "Sostenuto-Client", "test");
    }

    private static List<JsonObject> audited(String event) {
        return node.log().lines().filter(line -> line.contains("\"appid\":\"sostenuto\""))
                .map(line -> line.substring(line.indexOf("{\"datetime\""))).map(line -> {
                    try (var reader = Json.createReader(new StringReader(line))) {
                        return reader.readObject();
                    }
                }).filter(line -> line.getString("event").startsWith(event)).toList();
    }

    @Test
    void onlyAnOperatorIsAdmitted() {
        var nobody = new Listener(node.url()).get("/api/admin/keys");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.error()).isEqualTo("not_an_operator");
        assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(get("/api/admin/keys", "nonsense").status()).isEqualTo(401);
        assertThat(get("/api/admin/keys", new OperatorTokens().token(ROLE)).status()).as("another key").isEqualTo(401);
        assertThat(get("/api/admin/keys", TOKENS.token("https://else.example", ROLE, Duration.ofMinutes(5))).status())
                .as("another issuer").isEqualTo(401);
        assertThat(get("/api/admin/keys", TOKENS.token(OperatorTokens.ISSUER, ROLE, Duration.ofMinutes(-5))).status())
                .as("expired").isEqualTo(401);
        var listener = get("/api/admin/keys", TOKENS.token("listener"));
        assertThat(listener.status()).as("another role").isEqualTo(403);
        assertThat(listener.header("Cache-Control")).contains("no-store");
        assertThat(get("/api/admin/keys", TOKENS.token(ROLE)).status()).isEqualTo(200);
    }

    @Test
    void aUserThatCanBeNobodysIdIsRefused() {
        for (var user : List.of("%00", "a%00b", "%7F", "%20")) {
            var answer = get("/api/admin/sessions?user=" + user, TOKENS.token(ROLE));
            assertThat(answer.status()).as(user).isEqualTo(400);
            assertThat(answer.error()).as(user).isEqualTo("invalid_parameter");
            Results.report(Results.Fault.F44, "user=" + user, "400 invalid_parameter", answer.status() + " " + answer.error(), 1);
        }
    }

    @Test
    void anOperatorWithoutANameIsRefusedBeforeAnythingIsDone() {
        var listeners = IntStream.range(0, 3).mapToObj(i -> connected("nameless")).toList();
        var refused = post("/api/admin/sessions/end?user=nameless", TOKENS.nameless(ROLE));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.error()).isEqualTo("not_an_operator");
        var alive = listeners.stream().filter(listener -> listener.token().status() == 200).count();
        assertThat(alive).isEqualTo(3);
        assertThat(audited("authz_fail")).isNotEmpty();
        Results.report(Results.Fault.S8, "ending a user's sessions", "401, nothing ended",
                refused.status() + ", " + alive + " of " + listeners.size() + " sessions live", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin;x/keys", "/api/admin;/incident", "/api/admin;x=y/sessions?user=ada", "/api/admin/keys;x",
            "/api/%61dmin/keys", "/api/admin/keys/", "/api//admin/keys", "/api/./admin/keys", "/api;x/admin/keys"})
    void anotherWayToWriteAPathIsNoWayIn(String path) {
        assertThat(new RawCall("GET", path, List.of(), "").send(URI.create(node.url()).getPort()).status()).isIn(401, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin;x/incident/close", "/api/admin;x/sessions/end?user=ada"})
    void norToChangeAnything(String path) {
        assertThat(new RawCall("POST", path, List.of("Sostenuto-Client: 1"), "").send(URI.create(node.url()).getPort()).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "expired"})
    void anOperatorsTokenChangesNothingForListeners(String kind) {
        var token = kind.equals("nonsense") ? kind : TOKENS.token(OperatorTokens.ISSUER, ROLE, Duration.ofMinutes(-5));
        var answer = connected("with-" + kind).post("/api/token", "Sostenuto-Client", "1", "Authorization", "Bearer " + token);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    @Test
    void anOperatorFindsTheSessionsOfAUserAndEndsOneOrAll() {
        var one = connected("grace");
        var other = connected("grace");
        var stranger = connected("somebody-else");
        var operator = TOKENS.token(ROLE);
        var found = get("/api/admin/sessions?user=grace", operator);
        assertThat(found.status()).as(found.response().body()).isEqualTo(200);
        assertThat(found.response().body()).doesNotContain(spotify.issuedAccessTokens()).doesNotContain(spotify.issuedRefreshTokens());
        var sessions = found.json().getJsonArray("sessions");
        assertThat(sessions).hasSize(2);
        assertThat(sessions.getJsonObject(0).isNull("device")).as("this client does not say what it is").isTrue();

        var ended = post("/api/admin/sessions/end?user=grace&session=" + sessions.getJsonObject(0).getString("id"), operator);
        assertThat(ended.json().getInt("ended")).as(ended.response().body()).isEqualTo(1);
        assertThat(other.token().error()).as("the newest is the first").isEqualTo("no_session");
        assertThat(one.token().status()).isEqualTo(200);
        assertThat(post("/api/admin/sessions/end?user=grace", operator).json().getInt("ended")).isEqualTo(1);
        assertThat(one.token().error()).isEqualTo("no_session");
        assertThat(stranger.token().status()).isEqualTo(200);

        assertThat(audited("authz_admin:ada@operations.example")).extracting(line -> line.getString("reason"))
                .contains("ended 1 sessions");
        assertThat(audited("session_expired:grace")).hasSize(2).allSatisfy(line ->
                assertThat(line.getString("reason")).isEqualTo("operator"));
        var nobody = get("/api/admin/sessions", operator);
        assertThat(nobody.error()).isEqualTo("invalid_parameter");
        assertThat(nobody.json().getString("detail")).contains("user");
    }

    @Test
    void anEndWhoseAnswerGotLostIsAnsweredTheSecondTime() {
        var listener = connected("twice");
        var operator = TOKENS.token(ROLE);
        var name = get("/api/admin/sessions?user=twice", operator).json().getJsonArray("sessions").getJsonObject(0).getString("id");
        for (var path : new String[]{"/api/admin/sessions/end?user=twice&session=" + name, "/api/admin/sessions/end?user=twice",
            "/api/admin/incident/close"}) {
            var lost = new RawCall("POST", path, List.of("Sostenuto-Client: 1", "Authorization: Bearer " + operator), "")
                    .send(URI.create(node.url()).getPort());
            var again = post(path, operator);
            assertThat(lost.status()).as(lost.body()).isEqualTo(200);
            assertThat(again.status()).as(again.response().body()).isEqualTo(200);
            Results.report(Results.Fault.F42, path.replaceFirst("\\?.*session=.*", " of one session").replaceFirst("\\?.*", ""),
                    "the second is as good", "first " + lost.status() + ", then " + again.status(), 1);
        }
        assertThat(listener.token().error()).isEqualTo("no_session");
    }

    @Test
    void anOperatorSeesTheKeysInUse() {
        connected("keys");
        await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            var keys = get("/api/admin/keys", TOKENS.token(ROLE)).json().getJsonArray("keys");
            assertThat(keys).hasSize(1);
            assertThat(keys.getJsonObject(0).getBoolean("seals")).isTrue();
            assertThat(keys.getJsonObject(0).getInt("sessions")).isPositive();
        });
    }

    @Test
    void anOperatorSeesAnIncidentAndClosesIt() {
        var operator = TOKENS.token(ROLE);
        spotify.accessTokenLife(Duration.ofSeconds(1));
        var listeners = IntStream.range(0, 12).mapToObj(i -> connected("incident-" + i)).toList();
        assertThat(get("/api/admin/incident", operator).json().getBoolean("open")).isFalse();
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.always(Fault.falseInvalidGrant());
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(500)).until(() -> {
            listeners.forEach(Listener::token);
            return get("/api/admin/incident", operator).json().getBoolean("open");
        });
        assertThat(spotify.fired()).isPositive();
        spotify.calm();
        var closed = post("/api/admin/incident/close", operator);
        assertThat(closed.json().getInt("reinstated")).as(closed.response().body()).isPositive();
        assertThat(get("/api/admin/incident", operator).json().getBoolean("open")).isFalse();
        assertThat(listeners).allSatisfy(listener -> assertThat(listener.token().status()).isEqualTo(200));
        assertThat(audited("sys_incident_opened")).isNotEmpty();
        assertThat(audited("sys_incident_closed")).isNotEmpty();
    }

    @Test
    void theMetricsTellWhatOperatorsWatch() {
        var listener = connected("measured");
        assertThat(listener.token().status()).isEqualTo(200);
        assertThat(listener.token("?newerThan=1").status()).isEqualTo(200);
        assertThat(listener.post("/api/token", "Sostenuto-Client", "1", "Origin", "https://evil.example").status()).isEqualTo(403);
        assertThat(connected("measured-out").post("/api/logout").status()).isEqualTo(204);
        var forged = new Listener(node.url());
        forged.cookie(Listener.SESSION, "k1.forged");
        assertThat(forged.token().error()).isEqualTo("no_session");
        assertThat(forged.get("/api/callback?code=x&state=forged").header("Location")).endsWith("?login=state_mismatch");
        assertThat(audited("authn_login_fail")).extracting(line -> line.getString("reason")).contains("state_mismatch");
        assertThat(audited("authn_login_")).isNotEmpty().allSatisfy(line -> assertThat(line.getString("source_ip")).isEqualTo("127.0.0.1"));
        assertThat(audited("malicious_cors")).isNotEmpty();
        assertThat(audited("input_validation_fail")).isNotEmpty();
        var metrics = new Listener(node.url()).get("/metrics").response().body();
        for (var positive : List.of("token_answers_total\\{[^}]*outcome=\"served\"", "token_answers_total\\{[^}]*outcome=\"no_session\"",
                "refreshes_total\\{[^}]*outcome=\"renewed\"", "spotify_call_milliseconds_count\\{",
                "audit_events_total\\{[^}]*event=\"session_expired\"", "audit_events_total\\{[^}]*event=\"authn_login_fail\"", "audit_events_total\\{[^}]*event=\"malicious_cors\"", "audit_events_total\\{[^}]*event=\"input_validation_fail\"")) {
            assertThat(metrics).containsPattern("sostenuto_" + positive + "[^}]*} [1-9]");
        }
        assertThat(metrics).contains("sostenuto_callers_waited_total", "sostenuto_lease_takeovers_total",
                "sostenuto_sessions_healed_total", "sostenuto_sessions_quarantined", "sostenuto_incident",
                "sostenuto_sessions_to_reauthorize{days=\"30\"", "sostenuto_sealed_sessions{key=");
    }

    @Test
    void aBodyThatDoesNotComeHoldsNobodyUp() throws IOException {
        try (var socket = new Socket("127.0.0.1", URI.create(node.url()).getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(("POST /api/token HTTP/1.1\r\nHost: 127.0.0.1\r\nSostenuto-Client: 1\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void tracesTellTheWayOfARequestAndNoSecret() {
        var listener = connected("traced");
        assertThat(listener.token("?newerThan=1").status()).isEqualTo(200);
        assertThat(listener.get("/api/session").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> traces.text().contains("/api/session"));
        assertThat(traces.text()).contains("/api/login", "/api/callback", spotify.url() + "/api/token").doesNotContain("state=", "code=")
                .doesNotContain(spotify.codes()).doesNotContain(spotify.verifiers())
                .doesNotContain(spotify.issuedAccessTokens()).doesNotContain(spotify.issuedRefreshTokens())
                .doesNotContain(listener.cookie(Listener.SESSION), "stand-in-secret");
    }

    @Test
    void whatHappensToASessionIsInTheAuditLogUnderOneName() {
        var listener = connected("audited");
        spotify.revokeUser("audited");
        assertThat(listener.token("?newerThan=1").error()).isEqualTo("reauthorization_required");
        assertThat(listener.post("/api/logout").status()).isEqualTo(204);
        var login = audited("authn_login_success:audited").get(0);
        var refused = audited("authn_token_revoked:audited").get(0);
        var logout = audited("session_expired:audited").get(0);
        assertThat(List.of(refused, logout)).allSatisfy(line ->
                assertThat(line.getString("session")).hasSize(24).isEqualTo(login.getString("session")));
        assertThat(logout.getString("reason")).isEqualTo("logout");
        assertThat(node.log()).doesNotContain(spotify.issuedAccessTokens()).doesNotContain(spotify.issuedRefreshTokens());
    }
}
