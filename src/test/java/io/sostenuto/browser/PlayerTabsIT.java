package io.sostenuto.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Presentation;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two tabs of one browser: one player, one refresh, one session. */
class PlayerTabsIT extends PlayerFixture {

    @Test
    void oneTabPlaysAndTheOtherTakesOverByOneClick() {
        openPlaying();
        var other = openOther();
        isTrouble(player(other), "Playing elsewhere", "In another tab of this browser.", "Play here");
        is(account(other), "Connected");
        press(player(other), "Play here");
        is(player(other), "Playing here");
        isTrouble(player(), "Playing elsewhere", "In another tab of this browser.", "Play here");
        assertThat(standIn("connected()")).isEqualTo(0);
        assertThat(other.evaluate("SpotifyStandIn.mostConnected")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(spotify.players(USER)).isEqualTo(1));
        press(player(), "Play here");
        isPlaying();
        is(player(other), "Playing elsewhere");
        await().untilAsserted(() -> assertThat(spotify.players(USER)).isEqualTo(1));
    }

    @Test
    void aTabThatIsLookedAtAfterTheOtherWasClosedHasThePlayer() {
        openReady();
        var other = openOther();
        is(player(other), "Playing elsewhere");
        page.close();
        other.evaluate("dispatchEvent(new Event('focus'))");
        is(player(other), "Ready");
        page = other;
        play();
    }

    @Test
    void aReloadKeepsThePlayerInItsTab() {
        openReady();
        var other = openOther();
        is(player(other), "Playing elsewhere");
        page.reload();
        is(player(), "Ready");
        is(player(other), "Playing elsewhere");
    }

    @Test
    void twoTabsCauseOneRefresh() {
        spotify.accessTokenLife(Duration.ofSeconds(4));
        openPlaying();
        var other = openOther();
        is(account(other), "Connected");
        versionReaches(3);
        isPlaying();
        var refreshes = spotify.presentations().stream().filter(Presentation::isRefresh).map(Presentation::nanoTime).toList();
        assertThat(refreshes).hasSizeGreaterThan(1);
        assertThat(IntStream.range(1, refreshes.size()).mapToObj(i -> Duration.ofNanos(refreshes.get(i) - refreshes.get(i - 1))))
                .as("two tabs that each refresh a token do so at once; a token lives 4 s, less a quarter")
                .allSatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofSeconds(2)));
    }

    @Test
    void aLogoutInOneTabReachesTheOtherAndSoDoesTheNextLogin() {
        openReady();
        var other = openOther();
        is(player(other), "Playing elsewhere");
        button("Log out").click();
        assertThat(connect(page)).isVisible();
        assertThat(connect(other)).isVisible();
        assertThat(other.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("."))).hasCount(0);
        connect(other).click();
        other.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow")).click();
        is(player(other), "Ready");
        is(account(), "Connected");
        isTrouble(player(), "Playing elsewhere", "In another tab of this browser.", "Play here");
    }

    @Test
    void whatOneTabHearsOfSpotifysTroubleIsSaidInBoth() {
        spotify.accessTokenLife(Duration.ofSeconds(4));
        openPlaying();
        var other = openOther();
        is(account(other), "Connected");
        spotify.always(Fault.status(503));
        is(account(), "Trying again");
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.calm();
        is(account(), "Connected");
        is(account(other), "Connected");
        isPlaying();
    }

    private Page openOther() {
        var other = newTab();
        other.navigate(node.url());
        return other;
    }

    private static Locator connect(Page tab) {
        return tab.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Connect with Spotify"));
    }
}
