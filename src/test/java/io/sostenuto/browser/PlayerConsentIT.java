package io.sostenuto.browser;

import com.google.gson.JsonParser;
import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Route;
import io.sostenuto.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Consent at Spotify: refused, too late, twice, and again after six months. */
class PlayerConsentIT extends PlayerFixture {

    @Test
    void aDenialIsSaidAndLeavesNoTraceInTheAddress() {
        toConsent();
        button("Deny").click();
        isSaid("access was not allowed");
        assertThat(region("About the login")).not().containsText("access_denied");
        assertThat(link("Connect with Spotify")).isVisible();
        button("Dismiss").click();
        assertThat(region("About the login")).not().isVisible();
    }

    @Test
    void aCallbackAfterTheLoginHasGoneStaleIsSaidAndTriedAgain() {
        toConsent();
        context.clearCookies();
        button("Allow").click();
        isSaid("could not be matched to this browser");
        link("Connect with Spotify").click();
        button("Allow").click();
        is(player(), "Ready");
    }

    @Test
    void aCodeThatIsTooOldIsSaid() {
        spotify.codeLife(Duration.ZERO);
        toConsent();
        button("Allow").click();
        isSaid("Spotify did not accept that login");
        assertThat(link("Connect with Spotify")).isVisible();
    }

    @Test
    void aReplayedCallbackIsSaidAndTheSessionStays() {
        var callback = new AtomicReference<String>();
        page.onRequest(request -> {
            if (request.url().startsWith(node.url() + "/api/callback")) {
                callback.set(request.url());
            }
        });
        toConsent();
        button("Allow").click();
        is(player(), "Ready");
        page.navigate(callback.get());
        isSaid("could not be matched to this browser");
        is(account(), "Connected");
        is(player(), "Ready");
    }

    @ParameterizedTest
    @CsvSource({"29.9, In 30 days", "6.9, In 7 days", "0.9, Within a day"})
    void theSixMonthsAreSaidInGoodTime(double days, String when) {
        var by = logInAndSeeTheEnd();
        page.clock().install(new Clock.InstallOptions().setTime(by - (long) (days * Duration.ofDays(1).toMillis())));
        page.navigate(node.url());
        var notice = region("About the consent");
        assertThat(notice).containsText(when);
        assertThat(notice).containsText("Spotify asks for your consent again");
        is(account(), "Connected");
        is(player(), "Ready");
        button("Later").click();
        assertThat(notice).not().isVisible();
        page.reload();
        is(player(), "Ready");
        assertThat(notice).not().isVisible();
    }

    @Test
    void aNoticePutOffComesBackWithTheNextStageAndNotBefore() {
        var by = logInAndSeeTheEnd();
        page.clock().install(new Clock.InstallOptions().setTime(by - Duration.ofDays(31).toMillis()));
        page.navigate(node.url());
        is(player(), "Ready");
        var notice = region("About the consent");
        assertThat(notice).not().isVisible();
        page.evaluate("localStorage.setItem('sostenuto.consent-put-off', '" + by + "/30')");
        page.clock().setSystemTime(by - Duration.ofDays(20).toMillis());
        page.reload();
        is(player(), "Ready");
        assertThat(notice).not().isVisible();
        page.clock().setSystemTime(by - Duration.ofDays(5).toMillis());
        page.reload();
        assertThat(notice).containsText("In 5 days");
    }

    @Test
    void oneClickRenewsTheConsentAndReturnsToTheSameTrack() {
        var near = Instant.now().plus(Duration.ofDays(5)).toString();
        page.route(Pattern.compile(".*/api/(session|token).*"), route -> answerWithEnd(route, near));
        openPlaying();
        button("Next track").click();
        assertThat(track()).hasText("Paper Moon Express");
        slider("Position in the track").press("PageUp");
        assertThat(slider("Position in the track")).hasAttribute("aria-valuetext", Pattern.compile("0:1[5-9] of 0:41"));
        page.unroute(Pattern.compile(".*/api/(session|token).*"));
        link("Renew the consent").click();
        button("Allow").click();
        page.waitForURL(node.url() + "/");
        assertThat(track()).hasText("Paper Moon Express");
        isPlaying();
        assertThat(track()).hasText("Paper Moon Express");
        assertThat(slider("Position in the track")).hasAttribute("aria-valuetext", Pattern.compile("0:(1[5-9]|2.) of 0:41"));
        assertThat(region("About the consent")).not().isVisible();
        assertThat(spotify.apiCalls()).filteredOn(call -> call.startsWith("PUT /v1/me/player/play")).hasSize(1);
    }

    @Test
    void anotherUserDoesNotGetTheTrackOfTheFirst() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        spotify.revokeUser(USER);
        spotify.accessTokenLife(Duration.ofHours(1)).user("listener-2", "Otto Other");
        link("Reconnect with Spotify").click();
        button("Allow").click();
        is(player(), "Ready");
        assertThat(account()).containsText("Otto Other");
        assertThat(track()).hasText("Nothing is on yet");
    }

    private void toConsent() {
        page.navigate(node.url());
        link("Connect with Spotify").click();
        assertThat(button("Allow")).isVisible();
    }

    private void isSaid(String sentence) {
        assertThat(region("About the login")).containsText(sentence);
        await().until(() -> page.url().equals(node.url() + "/"));
    }

    /** @return when the consent ends, in milliseconds */
    private long logInAndSeeTheEnd() {
        logIn();
        var listener = new Listener(node.url());
        listener.cookie(Listener.SESSION, context.cookies().stream()
                .filter(cookie -> cookie.name.equals(Listener.SESSION)).findFirst().orElseThrow().value);
        return Instant.parse(listener.get("/api/session").json().getString("reauthorizeBy")).toEpochMilli();
    }

    static void answerWithEnd(Route route, String reauthorizeBy) {
        var response = route.fetch();
        var body = JsonParser.parseString(response.text()).getAsJsonObject();
        body.addProperty("reauthorizeBy", reauthorizeBy);
        route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(body.toString()));
    }
}
