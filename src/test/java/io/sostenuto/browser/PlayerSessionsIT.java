package io.sostenuto.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Somebody sees where else they are connected, and ends that from here. */
class PlayerSessionsIT extends PlayerFixture {

    @Test
    void aSessionElsewhereIsSeenAndEndedWhileTheMusicPlaysOn() {
        spotify.user("devices-seen", "Dora Devices");
        var phone = elsewhere(IPHONE);
        openPlaying();
        assertThat(devices()).isHidden();
        button("Your devices").press("Enter");
        assertThat(button("Your devices")).hasAttribute("aria-expanded", "true");
        assertThat(rows()).hasCount(2);
        assertThat(rows().first()).hasText(Pattern.compile("This browser\\s+Connected on \\d+ \\w+ \\d{4} at \\d\\d:\\d\\d"));
        assertThat(rows().last()).hasText(Pattern.compile("Safari on iPhone\\s+Connected on .*End"));
        assertThat(devices().getByRole(AriaRole.BUTTON)).hasCount(1);
        assertThat(phone.token().status()).isEqualTo(200);

        page.keyboard().press("Tab");
        assertThat(button("Log out")).isFocused();
        page.keyboard().press("Tab");
        assertThat(button("End the session of Safari on iPhone")).isFocused();
        page.keyboard().press("Enter");
        assertThat(said()).hasText("The session of Safari on iPhone is over.");
        assertThat(rows()).hasCount(1);
        assertThat(devices()).isFocused();
        assertThat(phone.token().status()).isEqualTo(401);
        isPlaying();
        is(account(), "Connected");

        button("Your devices").click();
        assertThat(devices()).isHidden();
        button("Your devices").click();
        assertThat(said()).hasText("You are connected on no other device.");
        button("Next track").click();
        assertThat(track()).hasText("Paper Moon Express");
    }

    @Test
    void whatCannotBeListedOrEndedIsSaidAndTheListStays() {
        spotify.user("devices-failing", "Dora Devices");
        var phone = elsewhere(IPHONE);
        var asked = new AtomicInteger();
        var list = Pattern.compile(".*/api/sessions");
        page.route(list, route -> {
            if (asked.incrementAndGet() == 1) {
                unavailable(route);
            } else {
                route.resume();
            }
        });
        openReady();
        button("Your devices").click();
        assertThat(said()).hasText(Pattern.compile("cannot be listed at the moment"));
        button("Your devices").click();
        button("Your devices").click();
        assertThat(rows()).hasCount(2);

        var end = Pattern.compile(".*/api/sessions/.*/end");
        page.route(end, PlayerSessionsIT::unavailable);
        button("End the session of Safari on iPhone").click();
        assertThat(said()).hasText("The session of Safari on iPhone could not be ended: try again.");
        assertThat(rows()).hasCount(2);
        page.unroute(end);
        assertThat(phone.post("/api/logout").status()).isEqualTo(204);
        button("End the session of Safari on iPhone").click();
        assertThat(said()).hasText("The session of Safari on iPhone is over.");
        assertThat(rows()).hasCount(1);
        is(player(), "Ready");
    }

    @Test
    void aSessionThatIsNoLongerKnownIsSaidToHaveBeenOverAlready() {
        spotify.user("devices-forgotten", "Dora Devices");
        elsewhere(IPHONE);
        openReady();
        button("Your devices").click();
        page.route(Pattern.compile(".*/api/sessions/.*/end"), route -> route.fulfill(new Route.FulfillOptions().setStatus(404)
                .setContentType("application/problem+json").setBody("{\"error\":\"not_found\",\"action\":\"fix_request\"}")));
        button("End the session of Safari on iPhone").click();
        assertThat(said()).hasText("The session of Safari on iPhone was over already.");
        assertThat(rows()).hasCount(1);
    }

    private static void unavailable(Route route) {
        route.fulfill(new Route.FulfillOptions().setStatus(503).setContentType("application/problem+json")
                .setBody("{\"error\":\"storage_unavailable\",\"action\":\"retry\",\"retryAfter\":2}"));
    }

    private Locator devices() {
        return page.locator("own-sessions section");
    }

    private Locator rows() {
        return devices().getByRole(AriaRole.LISTITEM);
    }

    private Locator said() {
        return devices().getByRole(AriaRole.STATUS);
    }
}
