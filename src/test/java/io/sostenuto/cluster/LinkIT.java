package io.sostenuto.cluster;

import io.sostenuto.Applicant;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.node.OperatorTokens;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Grants of the application's users on two nodes with one database: how they are linked, served and ended. */
class LinkIT {

    private static final OperatorTokens OPERATORS = new OperatorTokens();
    private static Cluster cluster;
    private static Node one;
    private static Node other;

    @BeforeAll
    static void start() throws IOException {
        cluster = new Cluster("link", 2, nodes -> nodes.forEach(node -> {
            Applicant.admitAt(node);
            node.with("SPOTIFY_OPTIONAL_SCOPES", "user-library-read").with("MP_JWT_VERIFY_PUBLICKEY", OPERATORS.publicKey())
                    .with("MP_JWT_VERIFY_ISSUER", OperatorTokens.ISSUER);
        }));
        one = cluster.node(0);
        other = cluster.node(1);
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void clean() {
        cluster.begin(Rotation.STRICT);
        cluster.postgres.change("delete from begun_links");
    }

    private static Listener browser() {
        return new Listener(one.url());
    }

    /** Presses the button of the connect page. @return where that leads */
    private static Listener.Answer agree(Listener browser, String connectUrl) {
        return browser.post(connectUrl.substring(one.url().length()), "Origin", one.url(), "Sec-Fetch-Site", "same-origin");
    }

    /** @return where the browser comes back to */
    private static String returned(Listener browser, String connectUrl, String spotifyUser) {
        cluster.spotify.user(spotifyUser, "Listener " + spotifyUser);
        var authorize = agree(browser, connectUrl).header("Location");
        return browser.consent(authorize, "allow").header("Location");
    }

    private static String code(Applicant user, String spotifyUser) {
        return Listener.parameter(returned(browser(), user.connectUrl(one, ""), spotifyUser), "connect_code");
    }

    private static Applicant linked(String subject, String spotifyUser) {
        var user = new Applicant(subject);
        assertThat(user.complete(one, code(user, spotifyUser), Applicant.RETURN).status()).isEqualTo(200);
        return user;
    }

    private static boolean isLinked(Node node, Applicant user) {
        return user.get(node, "/api/link").json().getBoolean("authenticated");
    }

    private static long waiting() {
        return Long.parseLong(cluster.postgres.value("select count(*) from begun_links where pending is not null"));
    }

    @Test
    void aLinkThatWasBegunAtOneNodeIsCompletedAtTheOther() {
        var user = new Applicant("ada");
        var begun = user.begin(one, "&scope=user-library-read");
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.json().getInt("expiresIn")).isEqualTo(300);
        assertThat(begun.header("Cache-Control")).contains("no-store");
        assertThat(begun.setCookies()).isEmpty();
        var browser = browser();
        cluster.spotify.user("lena", "Lena");
        var authorize = agree(browser, begun.json().getString("connectUrl")).header("Location");
        assertThat(Listener.parameter(authorize, "show_dialog")).isEqualTo("true");
        assertThat(Listener.parameter(authorize, "scope")).endsWith(" user-library-read");
        var callback = browser.callback(authorize, "allow");
        var back = cluster.at(1, browser).follow(callback.replace(one.url(), other.url()));
        assertThat(back.status()).isEqualTo(303);
        assertThat(back.setCookie(Listener.SESSION)).isEmpty();
        assertThat(back.header("Location")).startsWith(Applicant.RETURN + "&connect_code=");
        assertThat(isLinked(one, user)).as("nothing yet").isFalse();
        assertThat(waiting()).isEqualTo(1);
        var done = user.complete(other, Listener.parameter(back.header("Location"), "connect_code"), Applicant.RETURN);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().getJsonObject("spotifyUser").getString("id")).isEqualTo("lena");
        assertThat(done.json().getString("scope")).endsWith(" user-library-read");
        assertThat(waiting()).isZero();
        for (var node : List.of(one, other)) {
            var told = user.get(node, "/api/link").json();
            assertThat(told).isEqualTo(done.json());
        }
        assertThat(isLinked(one, new Applicant("eve"))).isFalse();
    }

    @Test
    void aUsersGrantIsServedAndRenewedOnAllNodesAndNoCookieIsSet() {
        var user = linked("served", "served");
        var first = user.post(one, "/api/token");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.setCookies()).isEmpty();
        assertThat(user.post(other, "/api/token").accessToken()).isEqualTo(first.accessToken());
        assertThat(user.post(other, "/api/token?newerThan=1").version()).isEqualTo(2);
        var newer = user.post(one, "/api/token");
        assertThat(newer.version()).isEqualTo(2);
        assertThat(newer.setCookies()).isEmpty();
        assertThat(user.post(one, "/api/token?newerThan=2").version()).isEqualTo(3);
        assertThat(user.post(other, "/api/token").version()).isEqualTo(3);
        assertThat(cluster.refreshes("served")).hasSize(2);
        cluster.assertNoReuse();
    }

    @Test
    void theConnectPageSaysWhoAsksForWhatAndChangesNothing() {
        var url = new Applicant("reader").connectUrl(one, "");
        var browser = browser();
        for (var time = 0; time < 3; time++) {
            var page = browser.follow(url);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Cache-Control")).contains("no-store");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.response().headers().allValues("Content-Security-Policy")).singleElement().asString()
                    .contains("frame-ancestors 'none'").contains("form-action 'self' " + cluster.spotify.url() + " com.example.app: https://app.example;")
                    .doesNotContain("unsafe");
            assertThat(page.setCookies()).isEmpty();
            assertThat(page.response().body()).contains("Music &amp; &lt;b&gt;More&lt;/b&gt;", "<code>streaming</code>",
                    "<form method=\"post\">").doesNotContain("<b>", "<script", "style=", "{{");
        }
        assertThat(agree(browser, url).header("Location")).startsWith(cluster.spotify.url());
        assertThat(browser.follow(url).status()).as("it is spent").isEqualTo(404);
        assertThat(agree(browser, url).status()).isEqualTo(404);
        assertThat(browser.follow(one.url() + "/api/connect/k1.nonsense").status()).isEqualTo(404);
    }

    @Test
    void onlyOurOwnButtonAgrees() {
        var path = new Applicant("framed").connectUrl(one, "").substring(one.url().length());
        var browser = browser();
        for (var headers : List.of(new String[]{"Sostenuto-Client", "x"}, new String[]{"Origin", "null", "Sostenuto-Client", "x"},
                new String[]{"Origin", "https://evil.example"}, new String[]{"Origin", one.url(), "Sec-Fetch-Site", "same-site"},
                new String[]{"Origin", one.url(), "Sec-Fetch-Site", "cross-site"})) {
            var refused = browser.post(path, headers);
            assertThat(refused.status()).as(String.join(" ", headers)).isEqualTo(403);
            assertThat(refused.error()).isEqualTo("forbidden_origin");
            assertThat(refused.setCookies()).isEmpty();
        }
        assertThat(browser.get(path, "Sec-Purpose", "prefetch").status()).isEqualTo(503);
        assertThat(browser.post(path, "Origin", one.url(), "Sec-Purpose", "prefetch").status()).isEqualTo(503);
        assertThat(browser.post(path, "Origin", one.url()).status()).as("none of them has spent it").isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?return_to=", "?return_to=https://app.example/linked", "?return_to=https://app.example/linked%3Ffrom=sostenuto%26x=y",
            "?return_to=https://evil.example/", "?return_to=com.example.app:/linked&return_to=com.example.app:/linked",
            "?return_to=com.example.app:/linked&app=nobody", "?return_to=com.example.app:/linked&app=default&app=default",
            "?return_to=com.example.app:/linked&scope=no-such-scope", "?return_to=com.example.app:/linked&scope=streaming&scope=streaming"})
    void whatIsNotConfiguredBeginsNoLink(String query) {
        var refused = new Applicant("astray").post(one, "/api/link" + query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).isEqualTo("invalid_parameter");
    }

    @Test
    void anotherUserCannotCompleteItAndSpendsIt() {
        var attacker = new Applicant("attacker");
        var victim = new Applicant("victim");
        var code = code(attacker, "victims-spotify");
        var refused = victim.complete(other, code, Applicant.RETURN);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.error()).isEqualTo("foreign_link");
        assertThat(refused.json().getString("action")).isEqualTo("link");
        assertThat(waiting()).as("its grant is gone").isZero();
        assertThat(attacker.complete(one, code, Applicant.RETURN).error()).isEqualTo("invalid_connect_code");
        assertThat(isLinked(one, attacker)).isFalse();
        assertThat(isLinked(one, victim)).isFalse();
    }

    @Test
    void ofTwoWhoCompleteAtOnceOneLookDecides() {
        var user = new Applicant("twice");
        var code = code(user, "twice");
        var statuses = IntStream.range(0, 8).parallel()
                .mapToObj(i -> user.complete(cluster.node(i % 2), code, Applicant.RETURN).status()).toList();
        assertThat(statuses).containsOnly(200, 400).filteredOn(status -> status == 200).hasSize(1);
        assertThat(isLinked(other, user)).isTrue();
    }

    @Test
    void aCodeIsSpentByAnotherAddressAndNotByABadForm() {
        var user = new Applicant("forms");
        var code = code(user, "forms");
        var right = "connect_code=" + code + "&return_to=" + Listener.encode(Applicant.RETURN);
        for (var form : List.of("", "connect_code=" + code, "return_to=x", right + "&connect_code=" + code, right + "&x=1&x=2",
                "connect_code=&return_to=x", "a=%zz", right + "&long=" + "x".repeat(20_000))) {
            var refused = user.complete(one, form);
            assertThat(refused.status()).as(form).isEqualTo(400);
            assertThat(refused.error()).as(form).isEqualTo("invalid_parameter");
        }
        assertThat(user.complete(one, code, Applicant.SECOND_RETURN).error()).isEqualTo("invalid_connect_code");
        assertThat(user.complete(one, code, Applicant.RETURN).error()).as("spent").isEqualTo("invalid_connect_code");
        assertThat(isLinked(one, user)).isFalse();
    }

    @Test
    void aGrantThatIsNotCompletedInTimeGoesWithItsToken() {
        var user = new Applicant("late");
        var code = code(user, "late");
        assertThat(cluster.postgres.change("update begun_links set ends_at = 1 where pending is not null")).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(user.complete(one, code, Applicant.RETURN).error()).isEqualTo("invalid_connect_code");
    }

    @Test
    void aLateCodeIsSpent() {
        var user = new Applicant("later");
        var code = code(user, "later");
        cluster.postgres.change("update begun_links set ends_at = " + System.currentTimeMillis() + " where pending is not null");
        assertThat(user.complete(one, code, Applicant.RETURN).error()).isEqualTo("invalid_connect_code");
        assertThat(waiting()).isZero();
    }

    @Test
    void aNewLinkReplacesTheGrantAndALateRefreshOfTheOldOneIsDiscarded() throws InterruptedException {
        var user = linked("replaced", "first");
        var old = user.post(other, "/api/token").accessToken();
        var code = code(user, "second");
        var held = cluster.spotify.hold();
        var late = new Thread(() -> user.post(other, "/api/token?newerThan=1"));
        late.start();
        assertThat(held.awaitArrived(Duration.ofSeconds(10))).isTrue();
        assertThat(user.complete(one, code, Applicant.RETURN).json().getJsonObject("spotifyUser").getString("id")).isEqualTo("second");
        held.release();
        late.join();
        for (var node : List.of(one, other)) {
            assertThat(user.get(node, "/api/link").json().getJsonObject("spotifyUser").getString("id")).isEqualTo("second");
            var token = user.post(node, "/api/token");
            assertThat(token.version()).isEqualTo(1);
            assertThat(token.accessToken()).isNotEqualTo(old);
        }
        assertThat(cluster.postgres.value("select string_agg(coalesce(end_reason, 'live'), ' ' order by authorized_at) from grants"
                + " where owner_subject = 'replaced'")).isEqualTo("REPLACED live");
    }

    @Test
    void anEndAtOneNodeHoldsAtTheOtherAtOnce() {
        var user = linked("ended", "ended");
        assertThat(user.post(other, "/api/token").status()).isEqualTo(200);
        assertThat(user.delete(one, "/api/link").status()).isEqualTo(204);
        var refused = user.post(other, "/api/token");
        assertThat(refused.error()).isEqualTo("no_session");
        assertThat(refused.json().getString("action")).isEqualTo("link");
        assertThat(isLinked(other, user)).isFalse();
        assertThat(user.delete(other, "/api/link").status()).as("there is none").isEqualTo(204);
        assertThat(user.delete(other, "/api/link?app=nobody").status()).isEqualTo(400);
    }

    @Test
    void aBrowsersSessionAndAUsersGrantKnowNothingOfEachOther() {
        var browser = cluster.connected("shared");
        var user = new Applicant("shared");
        var code = Listener.parameter(returned(browser, user.connectUrl(one, ""), "shared"), "connect_code");
        assertThat(browser.token().status()).as("the link has left it alone").isEqualTo(200);
        user.complete(one, code, Applicant.RETURN);
        assertThat(browser.token().status()).isEqualTo(200);
        cluster.spotify.user("shared", "shared");
        browser.connected();
        assertThat(isLinked(one, user)).as("a login has left it alone").isTrue();
        assertThat(browser.post("/api/logout").status()).isEqualTo(204);
        assertThat(user.post(one, "/api/token").status()).isEqualTo(200);
        browser.connected();
        assertThat(user.delete(one, "/api/link").status()).isEqualTo(204);
        assertThat(browser.token().status()).isEqualTo(200);
    }

    @Test
    void aRefusalIsToldAndACallbackThatIsServedTwiceHasOneCode() {
        var user = new Applicant("served-twice");
        var denied = browser();
        var authorize = agree(denied, user.connectUrl(one, "")).header("Location");
        assertThat(denied.consent(authorize, "deny").header("Location")).isEqualTo(Applicant.RETURN + "&login=access_denied");
        var browser = browser();
        cluster.spotify.user("served-twice", "x");
        var callback = browser.callback(agree(browser, user.connectUrl(one, "")).header("Location"), "allow");
        var copy = browser.copy();
        var late = browser.copy();
        var first = browser.follow(callback).header("Location");
        assertThat(copy.follow(callback).header("Location")).isEqualTo(first).contains("connect_code=");
        assertThat(user.complete(one, Listener.parameter(first, "connect_code"), Applicant.RETURN).status()).isEqualTo(200);
        assertThat(late.follow(callback).header("Location")).as("it is over").isEqualTo(Applicant.RETURN + "&login=state_mismatch");
        assertThat(isLinked(one, user)).isTrue();
    }

    @Test
    void aUserBeginsThirtyLinksAMinute() {
        var user = new Applicant("greedy");
        var answers = IntStream.range(0, 40).mapToObj(i -> user.begin(one, "")).toList();
        assertThat(answers.stream().filter(answer -> answer.status() == 201).count()).isBetween(30L, 35L);
        var refused = user.begin(one, "");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).isEqualTo("too_many_logins");
        assertThat(refused.json().getString("action")).isEqualTo("retry");
        assertThat(new Applicant("modest").begin(one, "").status()).isEqualTo(201);
    }

    @Test
    void operatorsListAndEndThem() {
        var user = linked("of operators", "listed");
        var operator = new String[]{"Authorization", "Bearer " + OPERATORS.token("sostenuto-admin"), "Sostenuto-Client", "test"};
        var query = "appUser=of%20operators";
        assertThat(browser().get("/api/admin/sessions?" + query, operator).json().getJsonArray("sessions")).hasSize(1);
        assertThat(browser().get("/api/admin/sessions?user=of%20operators", operator).json().getJsonArray("sessions")).isEmpty();
        assertThat(browser().get("/api/admin/sessions?user=a&appUser=b", operator).status()).isEqualTo(400);
        assertThat(browser().post("/api/admin/sessions/end?" + query, operator).json().getInt("ended")).isEqualTo(1);
        assertThat(user.post(other, "/api/token").error()).isEqualTo("no_session");
    }

    @Test
    void whileTheDatabaseIsAwayATokenIsServedFromMemoryAndWhatNeedsItIsToldSo() {
        var user = linked("away", "away");
        var stranger = linked("unseen", "unseen");
        var token = user.post(one, "/api/token").accessToken();
        cluster.proxy.cut();
        try {
            for (var time = 0; time < 3; time++) {
                var served = user.post(one, "/api/token");
                assertThat(served.status()).as(served.response().body()).isEqualTo(200);
                assertThat(served.accessToken()).isEqualTo(token);
            }
            assertThat(user.post(one, "/api/token?newerThan=1").error()).isEqualTo("storage_unavailable");
            assertThat(stranger.post(other, "/api/token").error()).isEqualTo("storage_unavailable");
            assertThat(user.begin(one, "").error()).isEqualTo("storage_unavailable");
            assertThat(user.get(other, "/api/link").status()).isEqualTo(503);
        } finally {
            cluster.proxy.mend();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> user.post(one, "/api/token?newerThan=1").status() == 200);
        assertThat(cluster.refreshes("away")).hasSize(1);
    }

    @Test
    void whatADatabaseHasLostANodeBringsBack() {
        var user = linked("lost", "lost");
        assertThat(user.post(one, "/api/token?newerThan=1").version()).isEqualTo(2);
        assertThat(user.post(one, "/api/token").version()).isEqualTo(2);
        var gone = linked("lost-and-ended", "lost-and-ended");
        assertThat(gone.delete(one, "/api/link").status()).isEqualTo(204);
        cluster.postgres.change("delete from user_grants where session_id in (select id from grants where owner_subject like 'lost%')");
        cluster.postgres.change("delete from grants where owner_subject like 'lost%'");
        cluster.postgres.change("delete from changed_grants_place"); // as after a crash: it is another database
        await().atMost(Duration.ofSeconds(10)).until(() -> user.post(one, "/api/token").status() == 200);
        var back = user.post(one, "/api/token?newerThan=" + user.post(one, "/api/token").version());
        assertThat(back.status()).as(back.response().body()).isEqualTo(200);
        assertThat(isLinked(other, user)).isTrue();
        assertThat(isLinked(one, gone)).isFalse();
        cluster.assertNoReuse();
    }

    @Test
    void whatADatabaseHasLostIsEndedAllTheSame() {
        var user = linked("lost-then-ended", "lost-then-ended");
        assertThat(user.post(one, "/api/token").status()).isEqualTo(200);
        cluster.postgres.change("delete from user_grants where session_id in (select id from grants where owner_subject = 'lost-then-ended')");
        cluster.postgres.change("delete from grants where owner_subject = 'lost-then-ended'");
        assertThat(user.delete(one, "/api/link").status()).isEqualTo(204);
        assertThat(user.post(one, "/api/token").error()).isEqualTo("no_session");
        assertThat(isLinked(one, user)).isFalse();
    }

    @Test
    void nothingSecretIsInALogOrAUrl() {
        var user = new Applicant("secrets");
        var code = code(user, "secrets");
        user.complete(one, code, Applicant.RETURN);
        var url = user.connectUrl(one, "");
        assertThat(one.log()).contains("link_begun:secrets", "link_completed:secrets").doesNotContain(code)
                .doesNotContain(URI.create(url).getPath());
        assertThat(cluster.postgres.value("select count(*) from begun_links where id = '" + code + "' or code = '" + code + "'")).isEqualTo("0");
    }
}
