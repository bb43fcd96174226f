package io.sostenuto.browser;

import com.microsoft.playwright.Route;
import io.sostenuto.spotify.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The client module in one page: what the SDK and an integrator's script get from it, whatever the server does. */
class TokenSourceIT extends TokenFixture {

    private static final String BUSY = """
            {"type":"urn:sostenuto:problem:spotify_unavailable","title":"Spotify is not answering","status":503,
             "accessToken":null,"error":"spotify_unavailable","action":"retry","retryAfter":%d,"sessionPreserved":true,
             "loginUrl":null}""";

    private final List<String> console = new CopyOnWriteArrayList<>();

    @BeforeEach
    void readConsole() {
        browser.onConsoleMessage(message -> console.add(message.text()));
    }

    private void server(Consumer<Route> answer) {
        browser.route(url -> url.contains("/api/token"), answer);
    }

    private void serverAnswers(int status, Map<String, String> headers, String body) {
        server(route -> route.fulfill(new Route.FulfillOptions().setStatus(status).setHeaders(headers).setBody(body)));
    }

    private void serverIsBusy(int retryAfter) {
        serverAnswers(503, Map.of("Content-Type", "application/problem+json"), BUSY.formatted(retryAfter));
    }

    /** A server that does not answer any more, as one whose machine has vanished. */
    private void serverHangs() {
        server(route -> { });
    }

    private void serverIsWell() {
        browser.unrouteAll();
    }

    private void asked(int times) {
        page.waitForCondition(() -> asked.size() >= times);
        assertThat(asked).hasSize(times);
    }

    /** Time passes only as the test says: on a slow machine a wait would else be over before the test has read it. */
    private void timeStands() {
        browser.clock().pauseAt(((Number) page.evaluate("() => Date.now()")).longValue() + 1000);
    }

    private void fire(String event) {
        page.evaluate("(event) => (event === 'visibilitychange' || event === 'resume' ? document : window)"
                + ".dispatchEvent(new Event(event))", event);
    }

    // one question for all

    @Test
    void threeCallsOfTheSdkAtOnceAreOneRequest() {
        var tokens = connected();
        page.evaluate("() => { for (let i = 0; i < 3; i += 1) tokens.getOAuthToken((token) => handed.push(token)); }");
        assertThat(tokens.handed(3)).containsOnly(stage.spotify.issuedAccessTokens().get(0));
        assertThat(asked).singleElement().satisfies(url ->
                assertThat(url).as("the SDK keeps a token for 3540 s").endsWith("?minTtl=3500"));
        assertThat(tokens.states()).containsSubsequence("renewing", "connected");
    }

    @Test
    void concurrentCallersOfTheWebApiAreOneRequest() {
        connected();
        var all = page.evaluate("async () => (await Promise.all([1, 2, 3, 4, 5].map(() => tokens.current())))"
                + ".map(({ accessToken }) => accessToken)");
        assertThat((List<?>) all).hasSize(5).allMatch(stage.spotify.issuedAccessTokens().get(0)::equals);
        assertThat(asked).containsExactly(stage.node.url() + "/api/token");
    }

    @Test
    void callersOfBothKindsShareTheAnswerThatIsGoodForBoth() {
        var tokens = connected();
        page.evaluate("async () => { const token = tokens.current(); tokens.getOAuthToken((token) => handed.push(token));"
                + " await token; }");
        tokens.handed(1);
        assertThat(asked).containsExactly(stage.node.url() + "/api/token?minTtl=3500");
    }

    @Test
    void aTokenThatLivesIsUsedWithoutAsking() {
        var tokens = connected();
        var first = tokens.current();
        tokens.age(Duration.ofSeconds(3500));
        assertThat(tokens.current()).isEqualTo(first);
        assertThat(asked).hasSize(1);
        tokens.age(Duration.ofSeconds(80));
        tokens.current();
        assertThat(asked).as("less than 30 s are left").hasSize(2);
    }

    @Test
    void aRefusedTokenIsReplacedOnce() {
        var tokens = connected();
        var first = tokens.current();
        page.evaluate("() => { tokens.rejected(1); tokens.rejected(1); }");
        assertThat(tokens.current()).isNotEqualTo(first).isIn(stage.spotify.issuedAccessTokens());
        page.evaluate("() => tokens.rejected(1)"); // late: somebody else who had the first one
        tokens.current();
        assertThat(asked).containsExactly(stage.node.url() + "/api/token", stage.node.url() + "/api/token?newerThan=1");
    }

    // the SDK

    @Test
    void anSdkThatAsksAgainAtOnceGetsANewerTokenButOnlyOneAMinute() {
        var tokens = connected();
        tokens.sdkAsks();
        tokens.handed(1);
        tokens.sdkAsks();
        tokens.handed(2);
        assertThat(asked).hasSize(2).last().asString().contains("newerThan=1").contains("minTtl=3500");
        tokens.sdkAsks();
        var handed = tokens.handed(3);
        assertThat(handed.get(1)).isNotEqualTo(handed.get(0)).isEqualTo(handed.get(2));
        assertThat(asked).as("no loop").hasSize(2);
        tokens.age(Duration.ofSeconds(61));
        tokens.sdkAsks();
        tokens.handed(4);
        assertThat(asked).as("a minute later it is nothing unusual").hasSize(2);
    }

    @Test
    void anSdkThatAsksAgainWhileSpotifyIsAwayKeepsItsToken() {
        var tokens = connected();
        tokens.sdkAsks();
        var first = tokens.handed(1).get(0);
        stage.spotify.always(Fault.status(503));
        tokens.sdkAsks();
        assertThat(tokens.handed(2)).containsOnly(first);
        assertThat(tokens.state()).containsEntry("name", "waiting").containsEntry("error", "spotify_unavailable");
        assertThat(stage.spotify.fired()).isPositive();
    }

    @Test
    void inTimesOfTroubleATokenThatLivesIsBetterThanSilence() {
        var tokens = connected();
        var known = tokens.current();
        tokens.age(Duration.ofMinutes(30));
        serverIsBusy(5);
        tokens.sdkAsks();
        assertThat(tokens.handed(1)).containsExactly(known);
        tokens.state("waiting");
        tokens.sdkAsks();
        tokens.handed(2);
        assertThat(asked).as("the server is not asked before its time").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowAhead", "wallAhead"})
    void aTokenThatIsOverByEitherClockIsNeverHandedOver(String clock) {
        var tokens = connected();
        tokens.sdkAsks();
        tokens.handed(1);
        serverIsBusy(1);
        page.evaluate("(clock) => { clocks[clock] += 3_601_000; }", clock);
        tokens.sdkAsks();
        assertThat(tokens.current()).isNull();
        tokens.state("waiting");
        tokens.handed(1);
        serverIsWell();
        tokens.handed(2);
        assertThat(tokens.state("connected")).containsKey("version");
    }

    @Test
    void aTokenOfAShortLifeIsHandedOverAllTheSame() {
        stage.spotify.accessTokenLife(Duration.ofSeconds(5));
        var tokens = connected();
        tokens.sdkAsks();
        assertThat(tokens.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    // failures

    @Test
    void theServersRetryAfterIsKept() {
        browser.clock().install();
        var tokens = connected();
        serverIsBusy(20);
        tokens.sdkAsks();
        var state = tokens.state("waiting");
        assertThat(state).containsEntry("error", "spotify_unavailable");
        assertThat(tokens.wait(state)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(25));
        browser.clock().fastForward(14_000);
        page.evaluate("async () => { await tokens.current(); tokens.getOAuthToken((token) => handed.push(token)); }");
        fire("online");
        fire("visibilitychange");
        tokens.settle();
        assertThat(asked).as("nobody makes it ask earlier").hasSize(1);
        serverIsWell();
        browser.clock().fastForward(11_000);
        assertThat(tokens.handed(2)).isSubsetOf(stage.spotify.issuedAccessTokens());
        asked(2);
    }

    @Test
    void theTimeInTheBodyCountsWhereTheHeaderStopsAtAMinute() {
        var tokens = connected();
        serverAnswers(503, Map.of("Content-Type", "application/problem+json", "Retry-After", "60"), BUSY.formatted(200));
        tokens.sdkAsks();
        assertThat(tokens.wait(tokens.state("waiting"))).isBetween(Duration.ofSeconds(190), Duration.ofSeconds(251));
    }

    @Test
    void theHeaderSaysWhenWhereTheBodyCannotBeRead() {
        var tokens = connected();
        serverAnswers(503, Map.of("Retry-After", "90"), "<h1>Down for maintenance</h1>");
        tokens.sdkAsks();
        var state = tokens.state("waiting");
        assertThat(state).containsEntry("error", "unreadable_answer");
        assertThat(tokens.wait(state)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(113));
    }

    @Test
    void afterAMinuteOfFailuresItAsksOnceAMinuteForAsLongAsThePageIsOpen() {
        browser.clock().install();
        var tokens = connected();
        timeStands();
        server(Route::abort);
        tokens.sdkAsks();
        var waits = new ArrayList<Duration>();
        for (int tries = 1; tries <= 20; tries++) {
            asked(tries);
            var failures = tries;
            page.waitForFunction("(failures) => tokens.state.history.filter(({ kind }) => kind === 'waiting').length"
                    + " === failures", failures);
            waits.add(tokens.wait(tokens.state()));
            if (tries == 20) {
                serverIsWell(); // while it waits: a question under way would still fail, and then wait in time that stands
            }
            browser.clock().fastForward(waits.get(waits.size() - 1).toMillis() + 50);
        }
        var passed = Duration.ZERO;
        for (int i = 0; i < waits.size(); i++) {
            if (passed.compareTo(Duration.ofSeconds(61)) > 0) {
                assertThat(waits.get(i)).as("try %d", i + 2).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(76));
            }
            passed = passed.plus(waits.get(i));
        }
        assertThat(waits.get(0)).as("soon at first").isLessThan(Duration.ofSeconds(2));
        assertThat(waits.subList(0, 8)).as("spread").doesNotHaveDuplicates();
        assertThat(tokens.handed(1)).as("and only where the server is well").isSubsetOf(stage.spotify.issuedAccessTokens());
        tokens.state("connected");
    }

    /** Each for a token source of its own, which neither tells the others nor hears them. */
    private void isATemporaryFailure(int status, String type, String body) {
        var tokens = TokenPage.open(page, TokenPage.ALONE);
        serverAnswers(status, Map.of("Content-Type", type), body);
        tokens.sdkAsks();
        assertThat(tokens.state("waiting")).as("%d %s", status, body).containsEntry("error", "unreadable_answer");
        assertThat(tokens.handed()).isEmpty();
        serverIsWell();
        assertThat(tokens.handed(1)).as("%d %s", status, body).isSubsetOf(stage.spotify.issuedAccessTokens());
        tokens.state("connected");
    }

    @Test
    void aProxysPageIsATemporaryFailure() {
        stage.login(page);
        IntStream.of(200, 401, 403, 404, 429, 500, 502, 503)
                .forEach(status -> isATemporaryFailure(status, "text/html", "<h1>Something</h1>"));
    }

    @Test
    void aProxyThatSignsPeopleInIsToldApart() {
        stage.login(page);
        var tokens = TokenPage.open(page, TokenPage.ALONE);
        try (var proxy = SigningIn.before(page, "**/api/token*")) {
            tokens.sdkAsks();
            assertThat(tokens.state("waiting")).containsEntry("error", "redirected");
            assertThat(proxy.redirected()).isPositive();
        }
        fire("online");
        assertThat(tokens.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void oneThatIsClosedAsksAndHearsNothingAnyMore() {
        var tokens = connected();
        server(Route::abort);
        tokens.sdkAsks();
        tokens.state("waiting");
        page.evaluate("() => tokens.close()");
        serverIsWell();
        var before = asked.size();
        fire("online");
        fire("visibilitychange");
        page.evaluate("() => { tokens.getOAuthToken((token) => handed.push(token)); }");
        assertThat(tokens.current()).isNull();
        page.waitForTimeout(2_500); // longer than its first wait
        assertThat(asked).hasSize(before);
        assertThat(tokens.handed()).isEmpty();
        assertThat(tokens.state()).containsEntry("name", "waiting");
    }

    @Test
    void nodeEndsByItselfWhereNothingIsAskedAndAfterClose() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "node"))),
                "Node is not there, and the build does without");
        for (var script : List.of("createTokenSource({ baseUrl: 'http://127.0.0.1:1/' });",
                "const tokens = createTokenSource({ baseUrl: 'http://127.0.0.1:1/' });"
                        + " tokens.getOAuthToken(() => {}); setTimeout(() => tokens.close(), 500);")) {
            var node = new ProcessBuilder("node", "--input-type=module", "-e", "import { createTokenSource } from '"
                    + Path.of("webapp/token/token-source.js").toUri() + "'; " + script).redirectErrorStream(true).start();
            assertThat(node.waitFor(20, TimeUnit.SECONDS)).as(script).isTrue();
            assertThat(node.exitValue()).as(new String(node.getInputStream().readAllBytes())).isZero();
        }
    }

    @Test
    void halfAnAnswerIsATemporaryFailure() {
        stage.login(page);
        Stream.of("{\"accessToken\":\"BQhalf", "[]", "null", "\"BQ\"", "{}",
                "{\"accessToken\":\"\",\"version\":1,\"expiresIn\":3600}",
                "{\"accessToken\":null,\"version\":1,\"expiresIn\":3600}",
                "{\"accessToken\":\"BQ\",\"version\":1}",
                "{\"accessToken\":\"BQ\",\"version\":1,\"expiresIn\":0}",
                "{\"accessToken\":\"BQ\",\"version\":1,\"expiresIn\":-5}",
                "{\"accessToken\":\"BQ\",\"expiresIn\":3600}")
                .forEach(body -> isATemporaryFailure(200, "application/json", body));
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpAfterTwentySeconds() {
        browser.addInitScript("AbortSignal.timeout = (milliseconds) => { const control = new AbortController();"
                + " setTimeout(() => control.abort(new DOMException('', 'TimeoutError')), milliseconds);"
                + " return control.signal; };");
        browser.clock().install();
        var tokens = connected();
        serverHangs();
        tokens.sdkAsks();
        asked(1);
        browser.clock().fastForward(21_000);
        assertThat(tokens.state("waiting")).containsEntry("error", "network");
        serverIsWell();
        browser.clock().fastForward(2_000);
        assertThat(tokens.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void whenTheNetworkIsBackItIsUsedAtOnce() {
        browser.clock().install();
        var tokens = connected();
        timeStands();
        browser.setOffline(true);
        tokens.sdkAsks();
        for (int tries = 1; tokens.wait(tokens.state("waiting")).compareTo(Duration.ofSeconds(30)) < 0; tries++) {
            page.waitForFunction("(tries) => tokens.state.history.filter(({ kind }) => kind === 'waiting').length"
                    + " === tries", tries);
            browser.clock().fastForward(tokens.wait(tokens.state()).toMillis() + 50);
        }
        assertThat(tokens.state()).containsEntry("error", "network");
        browser.setOffline(false);
        assertThat(tokens.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void tooManyRenewalsAreWaitedFor() {
        var tokens = connected();
        tokens.current();
        serverAnswers(429, Map.of("Content-Type", "application/problem+json"),
                BUSY.formatted(60).replace("spotify_unavailable", "too_many_renewals"));
        page.evaluate("() => tokens.rejected(1)");
        assertThat(tokens.current()).isNull();
        assertThat(tokens.state()).containsEntry("name", "waiting").containsEntry("error", "too_many_renewals");
    }

    @Test
    void whatOnlyTheOperatorCanMendIsLookedAtOnceAMinute() {
        browser.clock().install();
        stage.spotify.accessTokenLife(Duration.ofSeconds(2));
        var tokens = connected();
        tokens.age(Duration.ofSeconds(3));
        stage.spotify.always(Fault.error("invalid_client", "Invalid client secret"));
        page.waitForCondition(() -> {
            tokens.current();
            return "operator".equals(tokens.state().get("name"));
        });
        var state = tokens.state();
        assertThat(state).containsEntry("error", "broker_misconfigured");
        assertThat(tokens.wait(state)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(76));
        stage.spotify.accessTokenLife(Duration.ofHours(1));
        stage.spotify.calm();
        browser.clock().fastForward(76_000);
        tokens.state("connected");
        assertThat(stage.spotify.fired()).isPositive();
    }

    // a login is needed

    @Test
    void withoutASessionNobodyIsCalledBackAndNobodyIsSentAnywhere() {
        page.navigate(stage.node.url() + Stage.BLANK);
        var tokens = TokenPage.open(page);
        tokens.sdkAsks();
        assertThat(tokens.state("login")).containsEntry("error", "no_session").containsEntry("reason", "no_session")
                .containsEntry("loginUrl", stage.node.url() + "/api/login");
        tokens.sdkAsks();
        assertThat(tokens.current()).isNull();
        fire("online");
        fire("visibilitychange");
        fire("pageshow");
        tokens.settle();
        assertThat(tokens.handed()).isEmpty();
        assertThat(asked).as("no loop").hasSize(1);
        assertThat(page.url()).isEqualTo(stage.node.url() + Stage.BLANK);
    }

    @Test
    void aRevokedGrantIsALoginWithItsReason() {
        stage.spotify.accessTokenLife(Duration.ofSeconds(2));
        var tokens = connected();
        tokens.sdkAsks();
        tokens.handed(1);
        stage.spotify.revokeUser("listener-1");
        page.evaluate("() => tokens.rejected()");
        tokens.sdkAsks();
        var state = tokens.state("login");
        assertThat(state).containsEntry("error", "reauthorization_required")
                .containsEntry("loginUrl", stage.node.url() + "/api/login");
        assertThat(state.get("reason")).isIn("revoked", "unknown");
        assertThat(tokens.handed(1)).hasSize(1);
        assertThat(tokens.current()).as("nothing is left").isNull();
    }

    @Test
    void aPageThatComesBackFromTheHistoryLooksOnceWhetherSomebodyLoggedIn() {
        page.navigate(stage.node.url() + Stage.BLANK);
        var tokens = TokenPage.open(page);
        tokens.sdkAsks();
        tokens.state("login");
        stage.login(browser.newPage());
        page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        assertThat(tokens.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void aLogoutEndsItHere() {
        var tokens = connected();
        tokens.current();
        assertThat(page.evaluate("() => tokens.logout()")).isEqualTo(true);
        assertThat(tokens.state()).containsEntry("name", "ended");
        assertThat(tokens.current()).isNull();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aLogoutThatWasNotStoredIsSaidAndEndsNothing() {
        var tokens = connected();
        tokens.current();
        browser.route(url -> url.endsWith("/api/logout"), route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        assertThat(page.evaluate("() => tokens.logout()")).isEqualTo(false);
        assertThat(tokens.state()).containsEntry("name", "connected");
    }

    // clocks and sleep

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void aClockThatJumpsTwoHoursCostsAtMostOneRequest(int hours) {
        var tokens = connected();
        tokens.sdkAsks();
        tokens.handed(1);
        tokens.setWall(Duration.ofHours(hours));
        for (int i = 0; i < 3; i++) {
            fire("visibilitychange");
            fire("online");
            assertThat(tokens.current()).isNotNull();
        }
        tokens.state("connected");
        tokens.sdkAsks();
        tokens.handed(2);
        assertThat(asked).as("the SDK's second call asks for a newer one").hasSize(hours < 0 ? 2 : 3);
        assertThat(tokens.handed()).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void afterSleepItLooksAgain() {
        var tokens = connected();
        tokens.current();
        var events = List.of("online", "pageshow", "visibilitychange", "resume");
        events.forEach(this::fire);
        tokens.settle();
        assertThat(asked).as("nothing was lost").hasSize(1);
        for (int i = 0; i < events.size(); i++) {
            tokens.setWall(Duration.ofHours(2 * i + 2)); // and the clock that cannot be set stood still
            fire(events.get(i));
            asked(i + 2);
            tokens.state("connected");
        }
    }

    @Test
    void aGapBetweenTwoTicksIsSleep() {
        browser.clock().install();
        var tokens = connected();
        tokens.current();
        tokens.setWall(Duration.ofHours(2));
        browser.clock().fastForward(31_000);
        asked(2);
        tokens.state("connected");
    }

    @Test
    void aRetryThatWasDueDuringSleepIsMadeWhenThePageIsSeenAgain() {
        var tokens = connected();
        serverIsBusy(300);
        tokens.sdkAsks();
        tokens.state("waiting");
        serverIsWell();
        tokens.setWall(Duration.ofMinutes(10));
        fire("visibilitychange");
        tokens.handed(1);
    }

    // what is told, and what is not

    @Test
    void theHistoryTellsWhatHappened() {
        var tokens = connected();
        tokens.sdkAsks();
        tokens.handed(1);
        stage.spotify.next(Fault.status(503));
        page.evaluate("() => tokens.rejected()");
        tokens.sdkAsks();
        tokens.handed(2);
        assertThat(tokens.history()).containsExactly("handed 1", "failed spotify_unavailable",
                "waiting spotify_unavailable", "renewed 2", "handed 2");
        assertThat(page.evaluate("() => Object.isFrozen(tokens.state) && Object.isFrozen(tokens.state.history)"
                + " && tokens.state.history.every(Object.isFrozen) && tokens.state.history.every(({ at }) => at instanceof Date)"))
                .isEqualTo(true);
        tokens.age(Duration.ofMinutes(61));
        tokens.current();
        assertThat(tokens.history()).as("an hour later").isEmpty();
    }

    @Test
    void theTokenIsInMemoryOnly() {
        var tokens = connected();
        tokens.sdkAsks();
        var handed = tokens.handed(1).get(0);
        var seen = page.evaluate("""
                async () => JSON.stringify([
                  { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(),
                  document.cookie, document.documentElement.outerHTML, location.href, history.state, name, tokens.state,
                  tokens, performance.getEntries(),
                ])""").toString();
        assertThat(seen).contains("\"version\":1").contains("[]").doesNotContain(handed);
        assertThat(console).noneMatch(line -> line.contains(handed));
        assertThat(asked).noneMatch(url -> url.contains(handed));
    }
}
