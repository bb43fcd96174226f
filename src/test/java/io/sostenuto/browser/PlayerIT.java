package io.sostenuto.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.Node;
import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a listener sees, in a real browser against the runnable jar. Locators go by role and label. */
class PlayerIT {

    private static SpotifyStandIn spotify;
    private static Node node;
    private static Chromium chromium;

    private BrowserContext context;
    private Page page;
    private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> traffic = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        spotify = SpotifyStandIn.start(0);
        node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), "player")).start();
        chromium = new Chromium();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    @AfterAll
    static void stop() {
        chromium.close();
        node.close();
        spotify.close();
    }

    @BeforeEach
    void open() {
        spotify.reset();
        spotify.heartbeat(Duration.ofMillis(500));
        context = chromium.browser().newContext();
        page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.onRequest(request -> {
            if (request.url().startsWith(node.url() + "/api/token")) {
                tokenRequests.add(request.url());
            }
        });
        page.onResponse(response -> traffic.add(response.request().method() + " " + response.url() + " "
                + response.request().headers() + " " + response.request().postData() + " " + text(response)));
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy") || message.text().contains("Refused to")) {
                complaints.add(message.text());
            }
        });
    }

    private static String text(com.microsoft.playwright.Response response) {
        try {
            return response.url().startsWith(node.url()) ? response.allHeaders() + response.text() : "";
        } catch (PlaywrightException redirected) {
            return "";
        }
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).as("errors of scripts and of the content security policy").isEmpty();
        assertThat(spotify.unfired()).as("queued faults that never fired").isZero();
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator account() {
        return page.getByTestId("account-status");
    }

    private Locator player() {
        return page.getByTestId("player-status");
    }

    private void connect() {
        page.navigate(node.url());
        link("Connect with Spotify").click();
        button("Allow").click();
        page.waitForURL(node.url() + "/");
        assertThat(player()).hasAttribute("data-state", "ready");
    }

    private void play() {
        button("Play").click();
        assertThat(player()).hasAttribute("data-state", "playing");
        assertThat(button("Pause")).isVisible();
    }

    private int version() {
        return Integer.parseInt(page.getByTestId("token-version").textContent());
    }

    private void versionReaches(int version) {
        await().atMost(Duration.ofSeconds(60)).until(() -> version() >= version);
    }

    @Test
    void aNewcomerConnectsConsentsAndPlays() {
        connect();
        assertThat(account()).hasAttribute("data-state", "connected");
        assertThat(account()).containsText("Lena Listener");
        play();
        assertThat(page.getByTestId("track-name")).not().isEmpty();
        var track = page.getByTestId("track-name").textContent();
        button("Next track").click();
        assertThat(page.getByTestId("track-name")).not().hasText(track);
        button("Pause").click();
        assertThat(player()).hasAttribute("data-state", "paused");
        assertThat(tokenRequests).as("the SDK asks for nearly a full life").hasSize(1)
                .allSatisfy(url -> assertThat(url).contains("minTtl=35"));
    }

    @Test
    void theTokenExpiresAndTheMusicGoesOnWithoutAPerson() {
        spotify.rotation(Rotation.STRICT).accessTokenLife(Duration.ofSeconds(4));
        connect();
        play();
        versionReaches(3);
        assertThat(player()).hasAttribute("data-state", "playing");
        var licences = spotify.licences();
        button("Next track").click();
        await().atMost(Duration.ofSeconds(20)).until(() -> spotify.licences() > licences);
        assertThat(player()).hasAttribute("data-state", "playing");
        assertThat(page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Renewals"))
                .getByRole(AriaRole.LISTITEM)).not().hasCount(0);
        assertThat(spotify.presentations()).noneMatch(presentation -> presentation.outcome().name().contains("REUSE"));
    }

    @Test
    void spotifyIsDownForAWhileAndTheListenerOnlyWaits() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        connect();
        play();
        spotify.always(Fault.status(503));
        assertThat(account()).hasAttribute("data-state", "waiting");
        assertThat(account()).containsText("Trying again");
        assertThat(link("Reconnect with Spotify")).not().isVisible();
        assertThat(player()).hasAttribute("data-state", "playing");
        var before = version();
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.calm();
        assertThat(account()).hasAttribute("data-state", "connected", new LocatorAssertions.HasAttributeOptions().setTimeout(60_000));
        versionReaches(before + 1);
        assertThat(player()).hasAttribute("data-state", "playing");
        assertThat(spotify.fired()).isPositive();
    }

    @Test
    void aRevokedGrantShowsOneButtonAndItWorks() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        connect();
        play();
        spotify.revokeUser("listener-1");
        assertThat(account()).hasAttribute("data-state", "login");
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        assertThat(page.url()).as("nothing navigates by itself").isEqualTo(node.url() + "/");
        var asked = tokenRequests.size();
        var quiet = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        await().pollInterval(Duration.ofMillis(200)).until(() -> System.nanoTime() > quiet);
        assertThat(tokenRequests).as("no loop").hasSize(asked);
        spotify.accessTokenLife(Duration.ofHours(1));
        link("Reconnect with Spotify").click();
        button("Allow").click();
        page.waitForURL(node.url() + "/");
        assertThat(account()).hasAttribute("data-state", "connected");
        assertThat(player()).hasAttribute("data-state", "ready");
        play();
    }

    @Test
    void aDenialIsSaidAndLeavesNoTraceInTheAddress() {
        page.navigate(node.url());
        link("Connect with Spotify").click();
        button("Deny").click();
        page.waitForURL(Pattern.compile(Pattern.quote(node.url()) + "/.*"));
        assertThat(page.getByTestId("login-notice")).isVisible();
        assertThat(page.getByTestId("login-notice")).not().containsText("access_denied");
        assertThat(link("Connect with Spotify")).isVisible();
        await().until(() -> page.url().equals(node.url() + "/"));
        button("Dismiss").click();
        assertThat(page.getByTestId("login-notice")).not().isVisible();
    }

    @Test
    void anAuthenticationErrorAsksOnceForANewerToken() {
        connect();
        play();
        page.evaluate("SpotifyStandIn.fire('authentication_error', { message: 'Authentication failed' })");
        await().atMost(Duration.ofSeconds(20)).until(() -> version() == 2);
        assertThat(tokenRequests).filteredOn(url -> url.contains("newerThan=1")).hasSize(1);
        assertThat(page.evaluate("SpotifyStandIn.players()")).as("one player, never two songs").isEqualTo(1);
    }

    @Test
    void loggingOutEndsTheSession() {
        connect();
        button("Log out").click();
        assertThat(link("Connect with Spotify")).isVisible();
        assertThat(context.cookies()).noneMatch(cookie -> cookie.name.startsWith("__Host-Http-sostenuto"));
        page.reload();
        assertThat(link("Connect with Spotify")).isVisible();
    }

    @Test
    void theRefreshTokenIsNowhereInTheBrowser() {
        spotify.rotation(Rotation.STRICT).accessTokenLife(Duration.ofSeconds(3));
        connect();
        play();
        versionReaches(3);
        var seen = String.join("\n", traffic) + page.content()
                + page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])");
        assertThat(spotify.issuedRefreshTokens()).hasSizeGreaterThan(2);
        assertThat(traffic).isNotEmpty();
        assertThat(seen).doesNotContain(spotify.issuedRefreshTokens()).doesNotContain("stand-in-secret");
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
        var stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") + page.content() + page.url();
        assertThat(stored).as("access tokens are in memory only").doesNotContain(spotify.issuedAccessTokens());
        assertThat(context.cookies()).filteredOn(cookie -> cookie.name.equals("__Host-Http-sostenuto"))
                .singleElement().satisfies(cookie -> {
                    assertThat(cookie.httpOnly).isTrue();
                    assertThat(cookie.secure).isTrue();
                    assertThat(spotify.issuedRefreshTokens()).noneMatch(cookie.value::contains);
                });
    }
}
