package io.sostenuto.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.sostenuto.spotify.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import javax.imageio.ImageIO;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the page looks and whether everybody can use it: axe finds nothing in any state, in both colour schemes, wide
 * and narrow. Leaves pictures in {@code target/screenshots}, to be looked at.
 */
class PlayerLookIT extends PlayerFixture {

    private static final Path PICTURES = Path.of(System.getProperty("test.directory")).resolveSibling("screenshots");
    private static final String AXE = axe();
    private static final Pattern TOKEN = Pattern.compile(".*/api/token.*");

    enum Scene {
        WELCOME(test -> test.welcome("/")),
        DENIED(test -> test.welcome("/?login=access_denied")),
        READY(PlayerFixture::openReady),
        PLAYING(PlayerLookIT::listenForAnHour),
        ELSEWHERE(test -> {
            test.openPlaying();
            test.spotify.playOnKitchenRadio(USER);
            assertThat(test.player()).containsText("Kitchen radio");
        }),
        OTHER_TAB(test -> {
            test.openReady();
            var first = test.page;
            test.page = test.newTab();
            test.page.navigate(test.node.url());
            assertThat(test.player()).containsText("In another tab");
            assertThat(first.getByText("Ready", new Page.GetByTextOptions().setExact(true))).isVisible();
        }),
        DEVICES(test -> {
            test.spotify.user("devices-look", "Dora Devices");
            List.of(IPHONE, "unknown", IPHONE).forEach(test::elsewhere);
            test.openPlaying();
            test.button("Your devices").click();
            assertThat(test.page.locator("own-sessions li")).hasCount(4);
        }),
        CONSENT_ENDS(test -> {
            test.page.route(Pattern.compile(".*/api/session.*"), route -> PlayerConsentIT.answerWithEnd(route,
                    Instant.now().plus(Duration.ofDays(6)).toString()));
            test.page.route(TOKEN, route -> PlayerConsentIT.answerWithEnd(route,
                    Instant.now().plus(Duration.ofDays(6)).toString()));
            test.openPlaying();
            assertThat(test.region("About the consent")).isVisible();
        }),
        SPOTIFY_IN_TROUBLE(test -> {
            test.spotify.accessTokenLife(Duration.ofSeconds(3));
            test.openPlaying();
            test.spotify.always(Fault.status(503));
            is(test.account(), "Trying again");
        }),
        LOGIN_NEEDED(test -> {
            test.spotify.accessTokenLife(Duration.ofSeconds(3));
            test.openPlaying();
            test.spotify.revokeUser(USER);
            is(test.account(), "Login needed");
        }),
        NOT_SET_UP(test -> {
            test.spotify.accessTokenLife(Duration.ofSeconds(3));
            test.openReady();
            test.spotify.always(Fault.error("invalid_client", "Invalid client"));
            is(test.account(), "Not set up");
        }),
        NOT_KNOWN(test -> {
            test.page.route("**/api/*", Route::abort);
            test.open();
            is(test.account(), "Not known");
        }),
        SIGN_IN(test -> {
            test.spotify.accessTokenLife(Duration.ofSeconds(3));
            test.openPlaying();
            SigningIn.before(test.page, "**/api/*");
            isTrouble(test.account(), "Trying again", "wants you to sign in", "Reload the page");
        }),
        BLOCKED(test -> {
            test.openReady();
            test.standIn("fire('initialization_error', { message: 'Failed to initialize player' })");
            is(test.player(), "Blocked");
        }),
        OFFLINE(test -> {
            test.openPlaying();
            test.standIn("goOffline()");
            is(test.player(), "Offline");
        });

        private final Consumer<PlayerLookIT> play;

        Scene(Consumer<PlayerLookIT> play) {
            this.play = play;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsFitToBeSeenAndUsed(Scene scene) {
        scene.play.accept(this);
        page.mouse().move(0, 0);
        var name = scene.name().toLowerCase().replace('_', '-');
        show(1180, 860, ColorScheme.DARK, name + "-wide-dark");
        axeFindsNothing();
        show(1180, 860, ColorScheme.LIGHT, name + "-wide-light");
        show(360, 780, ColorScheme.LIGHT, name + "-narrow-light");
        axeFindsNothing();
        everythingToPressIsLargeEnough();
        show(360, 780, ColorScheme.DARK, name + "-narrow-dark");
        page.setViewportSize(320, 600);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).as("nothing sticks out at 320 px")
                .isLessThanOrEqualTo(320);
    }

    /** 640 by 430 is a laptop's screen at a zoom of 200 percent. */
    @ParameterizedTest
    @CsvSource({"360, 640", "320, 568", "390, 844", "640, 430", "1180, 860"})
    void theButtonThatPlaysIsOnTheFirstScreen(int width, int height) {
        page.setViewportSize(width, height);
        openPlaying();
        var box = button("Pause").boundingBox();
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("first-screen-" + width + "x" + height + ".png")));
        assertThat(box.y + box.height).isLessThanOrEqualTo(height);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).as("nothing is cut at the side").isLessThanOrEqualTo(width);
    }

    /** WCAG 1.4.3, measured on what is drawn, because the colour behind a text is that of a cover. */
    @Test
    void textIsReadableOnEveryCover() {
        openPlaying();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
            for (var colour : List.of("%23000", "%23fff", "%23f00", "%23ff0")) {
                textIsReadableOn(colour);
            }
        }
    }

    private void textIsReadableOn(String colour) {
        page.locator("cover-backdrop img").evaluate("(image, cover) => { image.classList.remove('there'); image.src = cover; }",
                "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='"
                        + colour + "'/></svg>");
        assertThat(page.locator("cover-backdrop img.there")).hasCount(1);
        for (var text : List.of(track(), page.getByText("Tidewater"), page.getByText("Ines Okafor"),
                page.locator(".times span").last(), page.getByText("Lena Listener"), page.locator(".summary"), page.getByText("The music comes from Spotify"))) {
            assertThat(contrast(text)).as("contrast of “%s” with a cover of %s", text.innerText(), colour)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void nothingMovesForThoseWhoDoNotWantIt() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        openPlaying();
        page.evaluate("document.querySelector('account-status').dataset.state = 'renewing'");
        assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
        assertThat(page.evaluate("document.getAnimations().length")).as("it would have moved").isNotEqualTo(0);
    }

    @Test
    void thePlayerIsUsableByKeyboardAloneAndShowsWhereTheFocusIs() {
        openPlaying();
        button("Log out").focus();
        page.keyboard().press("Tab");
        for (var name : List.of("Position in the track", "Previous track", "Pause", "Next track", "Volume")) {
            assertThat(page.evaluate("document.activeElement.getAttribute('aria-label')"
                    + " ?? document.activeElement.textContent.trim()")).isEqualTo(name);
            assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).isEqualTo("solid");
            page.keyboard().press("Tab");
        }
        button("Pause").focus();
        page.keyboard().press("Space");
        is(player(), "Paused");
        assertThat(button("Play")).isFocused();
    }

    private void welcome(String path) {
        page.navigate(node.url() + path);
        assertThat(link("Connect with Spotify")).isVisible();
    }

    private void show(int width, int height, ColorScheme scheme, String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, height);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED));
    }

    private void axeFindsNothing() {
        if (Boolean.FALSE.equals(page.evaluate("'axe' in window"))) {
            page.evaluate(AXE);
        }
        var found = (List<?>) page.evaluate("""
                () => axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(({ violations }) =>
                  violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`))
                """);
        assertThat(found).isEmpty();
    }

    /** WCAG 2.5.5: 44 by 44 px; ours are all at least that. */
    private void everythingToPressIsLargeEnough() {
        var small = (List<?>) page.evaluate("""
                () => [...document.querySelectorAll('button, a, input, summary')]
                  .filter((one) => one.checkVisibility())
                  .map((one) => [one.outerHTML, one.getBoundingClientRect()])
                  .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
                  .map(([html, { width, height }]) => `${width}x${height} ${html}`)
                """);
        assertThat(small).isEmpty();
    }

    /** Between the lightest and the darkest pixel of what is drawn there. */
    private static double contrast(Locator text) {
        try {
            var image = ImageIO.read(new ByteArrayInputStream(text.screenshot()));
            var lightest = 0.0;
            var darkest = 1.0;
            for (int x = 0; x < image.getWidth(); x++) {
                for (int y = 0; y < image.getHeight(); y++) {
                    var luminance = luminance(image.getRGB(x, y));
                    lightest = Math.max(lightest, luminance);
                    darkest = Math.min(darkest, luminance);
                }
            }
            return (lightest + 0.05) / (darkest + 0.05);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /** An hour passes on the page's clock: renewals, and one time of trouble. */
    private void listenForAnHour() {
        var answer = new AtomicReference<String>();
        var version = new AtomicInteger(1);
        var failures = new AtomicInteger();
        page.clock().install();
        page.route(TOKEN, route -> answer(route, answer, version, failures));
        openPlaying();
        for (var minutes : List.of("00:11:00", "00:12:00", "00:13:00", "00:05:00", "00:09:00")) {
            if (minutes.equals("00:05:00")) {
                failures.set(1);
            }
            var before = version.get();
            page.clock().fastForward(minutes);
            if (minutes.equals("00:05:00")) {
                is(account(), "Trying again");
                page.clock().fastForward("00:04:00");
            }
            assertThat(region("Access token")).containsText("version " + (before + 1));
            is(account(), "Connected");
        }
        button("Next track").click();
        assertThat(track()).not().hasText("");
        isPlaying();
    }

    private static void answer(Route route, AtomicReference<String> first, AtomicInteger version, AtomicInteger failures) {
        if (first.get() == null) {
            var response = route.fetch();
            first.set(response.text().replaceFirst("\"expiresIn\":\\d+", "\"expiresIn\":240"));
            route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(first.get()));
        } else if (failures.getAndDecrement() > 0) {
            route.fulfill(new Route.FulfillOptions().setStatus(503).setContentType("application/problem+json")
                    .setBody("{\"error\":\"spotify_unavailable\",\"action\":\"retry\",\"retryAfter\":60}"));
        } else {
            route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(
                    first.get().replaceFirst("\"version\":\\d+", "\"version\":" + version.incrementAndGet())));
        }
    }

    private static String axe() {
        try (var file = PlayerLookIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
