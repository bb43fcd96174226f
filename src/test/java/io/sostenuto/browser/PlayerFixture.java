package io.sostenuto.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a listener sees and does, by role and label. A test fails, too, where a script of the page fails, where the
 * content security policy is hurt, and where a queued fault never fired.
 */
@ExtendWith(SharedStage.class)
abstract class PlayerFixture {

    static final String USER = "listener-1";
    static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
    private static final Pattern VERSION = Pattern.compile("version (\\d+)");

    SpotifyStandIn spotify;
    Node node;
    BrowserContext context;
    Page page;
    final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    void enter(Stage stage) {
        spotify = stage.spotify;
        node = stage.node;
        spotify.reset();
        spotify.heartbeat(Duration.ofMillis(500));
        context = stage.browser();
        page = newTab();
    }

    Page newTab() {
        var tab = context.newPage();
        tab.setViewportSize(1180, 860);
        tab.onRequest(request -> {
            if (request.url().startsWith(node.url() + "/api/token")) {
                tokenRequests.add(request.url());
            }
        });
        tab.onPageError(complaints::add);
        tab.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy") || message.text().contains("Refused to")) {
                complaints.add(message.text());
            }
        });
        return tab;
    }

    @AfterEach
    void leave() {
        context.close();
        assertThat(complaints).as("errors of scripts and of the content security policy").isEmpty();
        assertThat(spotify.unfired()).as("queued faults that never fired").isZero();
    }

    /** Somebody who has consented already opens the page. */
    void open() {
        logIn();
        page.navigate(node.url());
    }

    void logIn() {
        context.addCookies(List.of(cookieOf(new Listener(node.url()).connected())));
    }

    /** The same person logs in with another browser, too. */
    Listener elsewhere(String userAgent) {
        var other = new Listener(node.url());
        var back = other.callback(other.get("/api/login").header("Location"), "allow");
        assertThat(other.follow(back, "User-Agent", userAgent).status()).isEqualTo(303);
        return other;
    }

    private Cookie cookieOf(Listener listener) {
        return new Cookie(Listener.SESSION, listener.cookie(Listener.SESSION)).setDomain("127.0.0.1").setPath("/")
                .setHttpOnly(true).setSecure(true).setSameSite(SameSiteAttribute.STRICT);
    }

    void openReady() {
        open();
        is(player(), "Ready");
    }

    void openPlaying() {
        openReady();
        play();
    }

    void play() {
        button("Play").click();
        isPlaying();
    }

    void isPlaying() {
        is(player(), "Playing here");
        assertThat(button("Pause")).isVisible();
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator slider(String name) {
        return page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator region(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator account() {
        return account(page);
    }

    Locator player() {
        return player(page);
    }

    static Locator account(Page tab) {
        return group(tab, "Account");
    }

    static Locator player(Page tab) {
        return group(tab, "Player");
    }

    private static Locator group(Page tab, String name) {
        return tab.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The title of the track, which is the heading of the page. */
    Locator track() {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    /** The status is this word, said in the row of its own. */
    static void is(Locator row, String word) {
        assertThat(row.getByText(word, new Locator.GetByTextOptions().setExact(true))).isVisible();
    }

    /** A failure: its word, a sentence with this advice in it, and exactly one thing to press. */
    static void isTrouble(Locator row, String word, String advice, String remedy) {
        is(row, word);
        assertThat(row).containsText(advice);
        var remedies = row.getByRole(AriaRole.BUTTON).or(row.getByRole(AriaRole.LINK));
        assertThat(remedies).hasCount(1);
        assertThat(remedies).hasText(remedy);
    }

    /** Something that passes by itself: its word, a sentence with this advice in it, and nothing to press. */
    static void isWait(Locator row, String word, String advice) {
        is(row, word);
        assertThat(row).containsText(advice);
        assertThat(row.getByRole(AriaRole.BUTTON).or(row.getByRole(AriaRole.LINK))).hasCount(0);
    }

    static void press(Locator row, String remedy) {
        row.getByText(remedy, new Locator.GetByTextOptions().setExact(true)).click();
    }

    int version() {
        var found = VERSION.matcher(region("Access token").innerText());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    void versionReaches(int version) {
        await().atMost(Duration.ofSeconds(60)).until(() -> version() >= version);
    }

    Object standIn(String expression) {
        return page.evaluate("SpotifyStandIn." + expression);
    }

    /** One player at a time, from the beginning on: never two songs. */
    void neverTwoPlayers() {
        assertThat(standIn("mostConnected")).as("players at the same time").isEqualTo(1);
        assertThat(standIn("connected()")).isEqualTo(1);
    }
}
