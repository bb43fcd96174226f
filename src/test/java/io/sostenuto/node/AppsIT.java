package io.sostenuto.node;

import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Several apps at Spotify: each with its own credentials, pause, circuit and metrics, and with one session a browser. */
class AppsIT {

    /** What is in trouble stays so for a while, so each trouble has an app to itself. */
    private static final List<String> APPS = List.of("family", "paused", "broken");

    @TempDir
    private static Path folder;
    private static SpotifyStandIn spotify;
    private static Node node;

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0, stand -> APPS.forEach(app -> stand.furtherApp(app + "-client", app + "-secret")));
        var configured = node().with("SPOTIFY_APPS", String.join(",", APPS));
        for (var app : APPS) {
            configured = configured.with("SPOTIFY_APP_" + app.toUpperCase(Locale.ROOT) + "_CLIENT_ID", app + "-client")
                    .with("SPOTIFY_APP_" + app.toUpperCase(Locale.ROOT) + "_CLIENT_SECRET", app + "-secret");
        }
        node = configured.start();
    }

    private static Node node() {
        return new Node(spotify.url(), folder).with("SOSTENUTO_SPOTIFY_DEADLINE", "PT2S")
                .with("SPOTIFY_OPTIONAL_SCOPES", "user-library-read playlist-read-private");
    }

    @AfterAll
    static void stop() {
        node.close();
        spotify.close();
    }

    @BeforeEach
    void standIn() {
        spotify.reset();
    }

    private static Listener connected(Node at, String user, String query) {
        spotify.user(user, user);
        var listener = new Listener(at.url());
        var authorize = listener.get("/api/login?return_to=/there" + query).header("Location");
        assertThat(listener.consent(authorize, "allow").header("Location")).endsWith("/there");
        return listener;
    }

    private static Listener of(String app, String user) {
        return connected(node, user, "&app=" + app);
    }

    private static Listener ofDefault(String user) {
        return connected(node, user, "");
    }

    @Test
    void aLoginChoosesItsAppAndTheGrantIsRenewedAsThatApp() {
        var authorize = new Listener(node.url()).get("/api/login?app=family").header("Location");
        assertThat(Listener.parameter(authorize, "client_id")).isEqualTo("family-client");
        assertThat(of("family", "child").token("?newerThan=1").version()).isEqualTo(2);
        assertThat(ofDefault("adult").token("?newerThan=1&app=family").version()).as("the session decides").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=nobody", "app=", "app=family&app=family", "app=Family", "scope=no-such-scope",
            "scope=streaming+no-such-scope"})
    void whatNobodyHasConfiguredIsRefusedAndBeginsNoLogin(String query) {
        var answer = new Listener(node.url()).get("/api/login?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_parameter");
        assertThat(answer.setCookies()).isEmpty();
    }

    @Test
    void aPauseOfOneAppHoldsUpNobodyOfAnother() {
        var child = of("paused", "child");
        var adult = ofDefault("adult");
        spotify.next(Fault.rateLimited("60"));
        assertThat(child.token("?newerThan=1").error()).isEqualTo("spotify_rate_limited");
        assertThat(spotify.unfired()).isZero();
        var posts = spotify.presentations().size();
        assertThat(of("paused", "sibling").token("?newerThan=1").error()).as("of the same app").isEqualTo("spotify_rate_limited");
        assertThat(spotify.presentations()).as("an exchange alone").hasSize(posts + 1);
        assertThat(adult.token("?newerThan=1").version()).isEqualTo(2);
    }

    @Test
    void aCircuitOfOneAppStopsNobodyOfAnother() {
        var adult = ofDefault("adult");
        var children = IntStream.range(0, 25).mapToObj(i -> of("broken", "child-" + i)).toList();
        spotify.always(Fault.status(503));
        children.forEach(child -> assertThat(child.token("?newerThan=1").error()).isEqualTo("spotify_unavailable"));
        var posts = spotify.tokenPosts();
        assertThat(children.get(0).token("?newerThan=1").error()).isEqualTo("spotify_unavailable");
        assertThat(spotify.tokenPosts()).as("its circuit is open").isEqualTo(posts);
        spotify.calm();
        assertThat(adult.token("?newerThan=1").version()).isEqualTo(2);
    }

    @Test
    void aRefusedGrantIsToldWithALoginAtItsAppAndWithItsOptionalScopes() {
        var listener = connected(node, "child", "&app=family&scope=playlist-read-private+streaming+user-library-read");
        assertThat(listener.get("/api/session").json().getString("scope")).endsWith("user-modify-playback-state"
                + " user-library-read playlist-read-private");
        spotify.revokeUser("child");
        var refused = listener.token("?newerThan=1");
        assertThat(refused.error()).isEqualTo("reauthorization_required");
        assertThat(refused.json().getString("loginUrl"))
                .isEqualTo(node.url() + "/api/login?app=family&scope=user-library-read+playlist-read-private");
    }

    @Test
    void aGrantWhoseAppIsNotConfiguredAnyMoreIsKeptAndComesBackWithIt() {
        var listener = of("family", "child");
        var token = listener.token().accessToken();
        node.close();
        try (var without = node().start()) {
            var there = new Listener(without.url());
            there.cookies().putAll(listener.cookies());
            assertThat(there.token().accessToken()).as("while it lives").isEqualTo(token);
            var refused = there.token("?newerThan=1");
            assertThat(refused.error()).isEqualTo("broker_misconfigured");
            assertThat(refused.json().getBoolean("sessionPreserved")).isTrue();
            assertThat(without.log()).contains("family");
        }
        node = node.start();
        assertThat(listener.token("?newerThan=1").version()).isEqualTo(2);
    }

    @Test
    void refreshesAreCountedByTheApp() {
        of("family", "child").token("?newerThan=1");
        assertThat(new Listener(node.url()).get("/metrics").response().body())
                .containsPattern("sostenuto_refreshes_total\\{[^}]*app=\"family\"[^}]*outcome=\"renewed\"[^}]*} [1-9]")
                .containsPattern("sostenuto_refreshes_total\\{[^}]*app=\"default\"[^}]*outcome=\"renewed\"");
    }
}
