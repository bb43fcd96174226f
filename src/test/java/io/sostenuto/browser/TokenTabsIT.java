package io.sostenuto.browser;

import com.microsoft.playwright.Route;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The client module in several tabs of one browser: they ask once, know the same, and end together. */
class TokenTabsIT extends TokenFixture {

    private final List<String> sessions = new CopyOnWriteArrayList<>();
    private final List<Route> held = new CopyOnWriteArrayList<>();

    @BeforeEach
    void countSessions() {
        browser.onRequest(request -> {
            if (request.url().endsWith("/api/session")) {
                sessions.add(request.url());
            }
        });
    }

    private TokenPage anotherTab() {
        return anotherTab(Map.of());
    }

    private TokenPage anotherTab(Map<String, Object> options) {
        var other = browser.newPage();
        other.navigate(stage.node.url() + Stage.BLANK);
        return TokenPage.open(other, options);
    }

    /** From now on requests for tokens wait in {@link #held}. */
    private void hold() {
        browser.route(url -> url.contains("/api/token"), held::add);
    }

    private Route held(int which) {
        page.waitForCondition(() -> held.size() >= which);
        return held.get(which - 1);
    }

    private String lock() {
        page.waitForFunction("async () => (await navigator.locks.query()).held.length > 0");
        return (String) page.evaluate("async () => (await navigator.locks.query()).held[0].name");
    }

    /** Waits until somebody waits for the lock. */
    private void queued() {
        page.waitForFunction("async () => (await navigator.locks.query()).pending.length > 0");
    }

    @Test
    void twoTabsAtOnceAreOneRequest() {
        var one = connected();
        var other = anotherTab();
        hold();
        one.sdkAsks();
        held(1);
        other.sdkAsks();
        queued();
        held(1).resume();
        assertThat(one.handed(1)).isEqualTo(other.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
        assertThat(asked).hasSize(1);
        assertThat(other.state()).containsEntry("name", "connected").containsEntry("version", 1);
    }

    @Test
    void tenTabsAtOnceAreOneRequest() {
        var first = connected();
        var tabs = new ArrayList<>(List.of(first));
        while (tabs.size() < 10) {
            tabs.add(anotherTab());
        }
        tabs.forEach(TokenPage::sdkAsks);
        assertThat(tabs).allSatisfy(tab -> assertThat(tab.handed(1)).isEqualTo(first.handed(1)));
        assertThat(asked).hasSize(1);
    }

    @Test
    void aNewTabTakesTheTokenOfAnother() {
        var one = connected();
        var token = one.current();
        var other = anotherTab();
        other.sdkAsks();
        assertThat(other.handed(1)).containsExactly(token);
        assertThat(other.current()).isEqualTo(token);
        assertThat(asked).hasSize(1);
        assertThat(sessions).as("whether it is still the same session is looked at, cheaply").hasSize(1);
    }

    @Test
    void aNewTabDoesNotTakeTheTokenOfWhoWasHereBefore() {
        var one = connected();
        var before = one.current();
        var consent = Instant.now().getEpochSecond(); // sessions of one browser are told apart by that
        await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now().getEpochSecond() > consent);
        stage.spotify.user("listener-2", "Otto Other");
        var second = browser.newPage();
        stage.login(second);
        var other = TokenPage.open(second);
        other.sdkAsks();
        var after = other.handed(1).get(0);
        assertThat(after).isNotEqualTo(before).isIn(stage.spotify.issuedAccessTokens());
        page.waitForFunction("async (after) => (await tokens.current()).accessToken === after", after);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRenewalIsSeenByAllTabs() {
        var one = connected();
        one.current();
        var other = anotherTab();
        other.current();
        one.page.evaluate("() => tokens.rejected(1)");
        var renewed = one.current();
        other.versionIs(2);
        assertThat(other.current()).isEqualTo(renewed);
        assertThat(other.history()).containsExactly("handed 1", "renewed 2");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureIsSeenByAllTabsAndOneOfThemTriesAgain() {
        browser.clock().install();
        var one = connected();
        var other = anotherTab();
        hold();
        one.sdkAsks();
        held(1);
        other.sdkAsks();
        queued();
        held(1).fulfill(new Route.FulfillOptions().setStatus(503).setHeaders(Map.of("Retry-After", "10")).setBody("down"));
        one.state("waiting");
        other.state("waiting");
        assertThat(asked).hasSize(1);
        browser.clock().fastForward(16_000);
        held(2).resume();
        assertThat(one.handed(1)).isEqualTo(other.handed(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aTabThatHoldsTheLockForEverStopsNobody() {
        browser.clock().install();
        var one = connected();
        var other = anotherTab();
        hold();
        one.sdkAsks();
        held(1);
        var name = lock();
        held(1).resume();
        browser.unrouteAll();
        other.versionIs(1);
        page.evaluate("(name) => new Promise((isHeld) => navigator.locks.request(name, () => {"
                + " isHeld(); return new Promise(() => {}); }))", name);
        other.page.evaluate("() => tokens.rejected(1)");
        other.sdkAsks();
        queued();
        assertThat(asked).hasSize(1);
        browser.clock().fastForward(26_000);
        assertThat(other.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens()).isNotEqualTo(one.handed(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void withoutLocksAndChannelEveryTabAsksForItself() {
        stage.login(page);
        var one = TokenPage.open(page, TokenPage.ALONE);
        var other = anotherTab(TokenPage.ALONE);
        one.sdkAsks();
        other.sdkAsks();
        assertThat(one.handed(1)).isEqualTo(other.handed(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aBrowserWithoutLocksAndChannelIsServed() {
        browser.addInitScript("delete Navigator.prototype.locks; delete globalThis.BroadcastChannel;");
        var one = connected();
        assertThat(page.evaluate("() => navigator.locks === undefined && globalThis.BroadcastChannel === undefined"))
                .isEqualTo(true);
        one.sdkAsks();
        assertThat(one.handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
    }

    @Test
    void aLogoutEndsAllTabs() {
        var one = connected();
        var other = anotherTab();
        one.current();
        other.current();
        page.evaluate("() => tokens.logout()");
        other.state("ended");
        assertThat(other.current()).isNull();
        other.sdkAsks();
        other.settle();
        assertThat(other.handed()).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnswerThatComesAfterTheLogoutRevivesNobody() {
        var one = connected();
        one.current();
        var other = anotherTab();
        other.current();
        hold();
        other.page.evaluate("() => { tokens.current({ recheck: true }); }");
        var late = held(1);
        var answer = late.fetch();
        page.evaluate("() => tokens.logout()");
        other.state("ended");
        late.fulfill(new Route.FulfillOptions().setResponse(answer));
        other.page.waitForFunction("async () => (await navigator.locks.query()).held.length === 0");
        other.settle();
        one.settle();
        assertThat(answer.text()).contains("\"accessToken\":\"BQ");
        assertThat(one.state()).containsEntry("name", "ended");
        assertThat(other.state()).containsEntry("name", "ended");
    }

    @Test
    void aTokenThatWasAskedForBeforeTheLogoutRevivesNobody() {
        var one = connected();
        hold();
        one.sdkAsks();
        held(1);
        page.evaluate("(name) => { globalThis.channel = new BroadcastChannel(name);"
                + " channel.onmessage = ({ data }) => { globalThis.letter ??= data; }; }", lock());
        held(1).resume();
        one.handed(1);
        page.waitForFunction("() => globalThis.letter !== undefined");
        assertThat(page.evaluate("() => letter.news.token.accessToken")).isIn(stage.spotify.issuedAccessTokens());
        page.evaluate("""
                async () => {
                  const before = performance.now();
                  await tokens.logout();
                  letter.news.token.asked = performance.now() - before; // it was on its way while the session ended
                  channel.postMessage({ ...letter, sentOn: Date.now() });
                  channel.postMessage({ ...letter, sentOn: Date.now() - 7_200_000 });
                  channel.postMessage({ ...letter, sentOn: Date.now() + 7_200_000 });
                }""");
        one.settle();
        assertThat(one.state()).containsEntry("name", "ended");
        page.evaluate("() => { letter.news.token.asked = 0; channel.postMessage({ ...letter, sentOn: Date.now() }); }");
        one.state("connected"); // but one that was asked for since then does
    }

    @Test
    void aLoginInOneTabRevivesTheOthersAndServesTheirSdk() {
        var one = connected();
        one.sdkAsks();
        one.handed(1);
        stage.spotify.revokeUser("listener-1");
        page.evaluate("() => tokens.rejected()");
        one.sdkAsks();
        one.state("login");
        var second = browser.newPage();
        stage.login(second);
        var other = TokenPage.open(second);
        other.sdkAsks();
        var token = other.handed(1).get(0);
        assertThat(one.handed(2)).last().isEqualTo(token);
        assertThat(one.state()).containsEntry("name", "connected").doesNotContainKey("loginUrl");
    }

    @Test
    void aLoginAfterALogoutRevivesTheOthers() {
        var one = connected();
        var other = anotherTab();
        one.current();
        page.evaluate("() => tokens.logout()");
        other.state("ended");
        other.sdkAsks();
        stage.login(page);
        var again = TokenPage.open(page);
        var token = again.current();
        assertThat(other.handed(1)).containsExactly(token);
        assertThat(other.state()).containsEntry("name", "connected");
    }

    @Test
    void aLoginThatIsNeededIsSeenByAllTabs() {
        var one = connected();
        var other = anotherTab();
        one.current();
        other.current();
        stage.spotify.revokeUser("listener-1");
        page.evaluate("() => tokens.rejected(1)");
        one.current();
        assertThat(one.state()).containsEntry("name", "login");
        assertThat(other.state("login")).containsEntry("error", "reauthorization_required").containsKey("loginUrl");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPageOfAnotherAllowedOriginIsServed() {
        stage.login(page);
        var tabs = Stream.of(browser.newPage(), browser.newPage()).map(foreign -> {
            foreign.navigate(neighbour.origin() + Stage.BLANK);
            return TokenPage.open(foreign, Map.of("baseUrl", stage.node.url() + "/", "credentials", "include"));
        }).toList();
        tabs.forEach(TokenPage::sdkAsks);
        assertThat(tabs.get(0).handed(1)).isEqualTo(tabs.get(1).handed(1)).isSubsetOf(stage.spotify.issuedAccessTokens());
        assertThat(asked).hasSize(1);
    }
}
