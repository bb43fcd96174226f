package io.sostenuto.browser;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.spotify.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What goes wrong is said in one of the two statuses, in one sentence with one button, and the button helps. */
class PlayerTroubleIT extends PlayerFixture {

    private static final String PROBLEM = """
            {"type":"urn:sostenuto:problem:%1$s","title":"-","status":%2$d,"accessToken":null,"error":"%1$s",\
            "action":"%3$s","retryAfter":%4$d,"sessionPreserved":true,"loginUrl":null}""";

    // the account: Spotify and the server

    static Stream<Arguments> faultsThatPass() {
        return Stream.of(
                Arguments.of(Fault.status(503), "Spotify is not answering: you stay logged in"),
                Arguments.of(Fault.html(), "Spotify gave an answer that cannot be used: you stay logged in"),
                Arguments.of(Fault.rateLimited("2"), "Spotify asks us to slow down: you stay logged in"));
    }

    @ParameterizedTest
    @MethodSource("faultsThatPass")
    void spotifyIsInTroubleForAWhileAndTheListenerOnlyWaits(Fault fault, String advice) {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        spotify.always(fault);
        isWait(account(), "Trying again", advice);
        isPlaying();
        var before = version();
        spotify.accessTokenLife(Duration.ofHours(1));
        spotify.calm();
        is(account(), "Connected");
        versionReaches(before + 1);
        isPlaying();
        assertThat(region("Access token")).containsText(Pattern.compile("[1-9][0-9]* failures?"));
        assertThat(region("Access token").locator(".strip .mark.failed")).not().hasCount(0);
        assertThat(region("Access token").locator(".strip .mark.waiting")).not().hasCount(0);
        assertThat(spotify.fired()).isPositive();
    }

    @Test
    void theWaitIsAsLongAsTheServerSays() {
        answerTokenRequests(503, "spotify_unavailable", "retry", 40);
        open();
        isWait(account(), "Trying again", "the next try is at");
        assertThat((Double) page.evaluate("""
                (sentence) => {
                  const [hours, minutes, seconds] = sentence.match(/(\\d\\d):(\\d\\d):(\\d\\d)/).slice(1).map(Number);
                  const next = new Date();
                  next.setHours(hours, minutes, seconds);
                  return (next - new Date()) / 1000 + 0.0001;
                }""", account().innerText())).as("40 to 50, in whole seconds").isBetween(20.0, 51.0);
        assertThat(tokenRequests).hasSize(1);
        page.unroute("**/api/token*");
        page.reload();
        is(player(), "Ready");
        is(account(), "Connected");
    }

    static Stream<Arguments> silences() {
        Consumer<Route> refused = Route::abort;
        Consumer<Route> notOurs = route -> route.fulfill(new Route.FulfillOptions().setStatus(503).setBody("<h1>Bad Gateway</h1>"));
        Consumer<Route> badRequest = route -> route.fulfill(new Route.FulfillOptions().setStatus(400));
        return Stream.of(Arguments.of("refused", refused, "Sostenuto cannot be reached"),
                Arguments.of("503", notOurs, "Sostenuto is not answering as it should"),
                Arguments.of("400", badRequest, "Sostenuto is not answering as it should"));
    }

    /** Nobody knows then whether somebody is logged in, and nothing is known of a content blocker. */
    @ParameterizedTest
    @MethodSource("silences")
    void aPageThatIsOpenedWhileNobodyAnswersSaysWhatItKnows(String name, Consumer<Route> silence, String cause) {
        page.route("**/api/*", silence);
        open();
        isTrouble(account(), "Not known", cause + ": it is asked again and again", "Try now");
        isWait(player(), "Loading", "waits until Sostenuto answers");
        page.unroute("**/api/*");
        press(account(), "Try now");
        is(player(), "Ready");
        is(account(), "Connected");
        play();
    }

    @Test
    void aProxyThatWantsALoginIsPassedByAReload() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        try (var proxy = SigningIn.before(page, "**/api/*")) {
            isTrouble(account(), "Trying again", "Something before Sostenuto wants you to sign in", "Reload the page");
            assertThat(proxy.redirected()).isPositive();
        }
        spotify.accessTokenLife(Duration.ofHours(1));
        press(account(), "Reload the page");
        isPlaying();
        is(account(), "Connected");
    }

    @Test
    void aConfigurationFaultIsForTheOperatorWhoGetsTheCode() {
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openReady();
        spotify.always(Fault.error("invalid_client", "Invalid client"));
        isTrouble(account(), "Not set up", "tell whoever runs it “broker_misconfigured”.", "Copy for the operator");
        press(account(), "Copy for the operator");
        assertThat(account()).containsText("Copied");
        assertThat((String) page.evaluate("navigator.clipboard.readText()"))
                .startsWith("Sostenuto at " + node.url()).endsWith(": broker_misconfigured");
        assertThat(link("Reconnect with Spotify")).not().isVisible();
        assertThat(spotify.fired()).isPositive();
    }

    @Test
    void aServerThatIsNotReachedIsNotALogin() {
        page.route("**/api/token*", Route::abort);
        open();
        isTrouble(account(), "Trying again", "Sostenuto cannot be reached: you stay logged in", "Try now");
        page.unroute("**/api/token*");
        press(account(), "Try now");
        is(player(), "Ready");
    }

    @Test
    void aLogoutThatCannotBeStoredIsSaidAndTriedAgain() {
        page.route("**/api/logout", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        openReady();
        button("Log out").click();
        isTrouble(account(), "Not logged out", "The log out could not be stored", "Try again");
        page.unroute("**/api/logout");
        press(account(), "Try again");
        assertThat(link("Connect with Spotify")).isVisible();
    }

    @Test
    void aRevokedGrantIsOneLoginAndNoLoop() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        spotify.revokeUser(USER);
        isTrouble(account(), "Login needed", "reconnect to go on.", "Reconnect with Spotify");
        assertThat(page.getByRole(AriaRole.ALERT).first()).isVisible();
        assertThat(page.url()).as("nothing navigates by itself").isEqualTo(node.url() + "/");
        var asked = tokenRequests.size();
        var quiet = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        await().pollInterval(Duration.ofMillis(200)).until(() -> System.nanoTime() > quiet);
        assertThat(tokenRequests).as("no loop").hasSize(asked);
        spotify.accessTokenLife(Duration.ofHours(1));
        link("Reconnect with Spotify").click();
        button("Allow").click();
        page.waitForURL(node.url() + "/");
        is(account(), "Connected");
        isPlaying();
    }

    // the player: the SDK and the Web API

    @Test
    void anAuthenticationErrorAsksOnceForANewerTokenAndTheMusicGoesOn() {
        openPlaying();
        standIn("fire('authentication_error', { message: 'Authentication failed' })");
        await().atMost(Duration.ofSeconds(20)).until(() -> version() == 2);
        isPlaying();
        assertThat(tokenRequests).filteredOn(url -> url.contains("newerThan=1")).hasSize(1);
        neverTwoPlayers();
    }

    @Test
    void manyAuthenticationErrorsAtOnceAreOneNewPlayer() {
        openReady();
        page.evaluate("for (let i = 0; i < 5; i += 1) "
                + "SpotifyStandIn.fire('authentication_error', { message: 'Authentication failed' })");
        await().atMost(Duration.ofSeconds(20)).until(() -> version() == 2);
        is(player(), "Ready");
        assertThat(standIn("players()")).isEqualTo(2);
        neverTwoPlayers();
    }

    @Test
    void withoutPremiumThePlayerIsBlockedAndTheAccountIsNot() {
        spotify.premium(true, false);
        open();
        isTrouble(player(), "Blocked", "needs Spotify Premium", "Check again");
        is(account(), "Connected");
        spotify.premium(true, true);
        press(player(), "Check again");
        is(player(), "Ready");
        play();
        neverTwoPlayers();
    }

    @Test
    void aBrowserWithoutProtectedContentIsToldWhatToAllow() {
        openReady();
        standIn("fire('initialization_error', { message: 'Failed to initialize player' })");
        isTrouble(player(), "Blocked", "allow protected content (DRM)", "Try again");
        is(account(), "Connected");
        press(player(), "Try again");
        is(player(), "Ready");
        neverTwoPlayers();
    }

    @Test
    void aTrackThatCannotBePlayedIsSkipped() {
        openPlaying();
        button("Pause").click();
        standIn("fire('playback_error', { message: 'Playback error' })");
        isTrouble(player(), "Paused", "Spotify could not play this track", "Skip it");
        press(player(), "Skip it");
        assertThat(track()).hasText("Paper Moon Express");
        button("Play").click();
        isPlaying();
    }

    @Test
    void anErrorThatStopsNothingIsNotSaid() {
        openPlaying();
        standIn("fire('playback_error', { message: 'Cannot perform operation; no list was loaded.' })");
        button("Next track").click();
        assertThat(track()).hasText("Paper Moon Express");
        isPlaying();
        assertThat(player()).not().containsText("could not play");
    }

    /** Spotify keeps the page's device before for a while, and calls it as this one. */
    @Test
    void aReloadGoesOnWhereItWas() {
        openPlaying();
        button("Next track").click();
        assertThat(track()).hasText("Paper Moon Express");
        page.reload();
        isPlaying();
        assertThat(track()).hasText("Paper Moon Express");
        neverTwoPlayers();
        button("Pause").click();
        is(player(), "Paused");
        page.reload();
        is(player(), "Ready");
        assertThat(track()).hasText("Paper Moon Express");
        play();
        page.navigate(node.url() + "/icons/favicon.svg");
        page.navigate(node.url());
        is(player(), "Ready");
    }

    @Test
    void whoNeedsALoginHasOneThingToPress() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        spotify.playOnKitchenRadio(USER);
        is(player(), "Playing elsewhere");
        spotify.revokeUser(USER);
        is(account(), "Login needed");
        isWait(player(), "Playing elsewhere", "On Kitchen radio");
        spotify.accessTokenLife(Duration.ofHours(1));
    }

    @Test
    void soundThatTheBrowserHoldsBackNeedsOneClick() {
        openReady();
        standIn("blockAutoplay()");
        spotify.playInBrowser(USER);
        isTrouble(player(), "Blocked", "holds the sound back", "Enable audio");
        press(player(), "Enable audio");
        isPlaying();
    }

    @Test
    void aBlockedScriptIsSaidAndTriedAgain() {
        page.route("**/spotify-player.js", Route::abort);
        open();
        isTrouble(player(), "Blocked", "content blocker", "Try again");
        page.unroute("**/spotify-player.js");
        press(player(), "Try again");
        is(player(), "Ready");
        is(account(), "Connected");
    }

    @Test
    void whoIsNotOnTheListOfTheAppHearsItBeforePressingPlay() {
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        spotify.listed(false);
        open();
        isTrouble(player(), "Blocked", "not on this app’s list", "Copy for the operator");
        is(account(), "Connected");
        press(player(), "Copy for the operator");
        assertThat(player()).containsText("Copied");
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).contains(": not-listed");
    }

    @Test
    void aPlayerThatIsNotReadyIsOfflineUntilItIsConnectedAgain() {
        openReady();
        standIn("goOffline()");
        isTrouble(player(), "Offline", "lost its connection to Spotify", "Connect now");
        is(account(), "Connected");
        press(player(), "Connect now");
        is(player(), "Ready");
        neverTwoPlayers();
    }

    @Test
    void theNetworkGoesAndComesBackAndTheMusicIsStillHere() {
        openPlaying();
        var position = slider("Position in the track");
        assertThat(position).hasAttribute("aria-valuetext", Pattern.compile("0:0[3-9] of 0:48"));
        context.setOffline(true);
        isTrouble(player(), "Offline", "lost its connection to Spotify", "Connect now");
        assertThat(position).hasAttribute("aria-valuetext", Pattern.compile("0:0[3-9] of 0:48"));
        context.setOffline(false);
        isPlaying();
        is(account(), "Connected");
        assertThat(standIn("players()")).as("the SDK came back by itself").isEqualTo(1);
    }

    @Test
    void twoHoursOfSleepLeaveOnePlayerAndAFreshLook() {
        page.clock().install();
        openPlaying();
        spotify.forgetDevices();
        tokenRequests.clear();
        page.clock().fastForward("02:00:00");
        is(player(), "Ready");
        is(account(), "Connected");
        assertThat(tokenRequests).as("the token is looked at again").isNotEmpty();
        assertThat(standIn("players()")).as("built anew, once").isEqualTo(2);
        neverTwoPlayers();
        assertThat(spotify.players(USER)).isEqualTo(1);
        play();
    }

    @Test
    void sleepThatTheDeviceSurvivesChangesNothing() {
        page.clock().install();
        openPlaying();
        var looks = spotify.apiCalls().stream().filter(call -> call.endsWith("/devices")).count();
        page.clock().fastForward("02:00:00");
        await().until(() -> spotify.apiCalls().stream().filter(call -> call.endsWith("/devices")).count() > looks);
        isPlaying();
        assertThat(standIn("players()")).isEqualTo(1);
    }

    @Test
    void aDeadDeviceIsBuiltAnewForTheClickThatFoundItDead() {
        openReady();
        spotify.forgetDevices();
        play();
        assertThat(standIn("players()")).isEqualTo(2);
        neverTwoPlayers();
    }

    @Test
    void spotifyAsksToSlowDownAndTheClickCanBeRepeated() {
        openReady();
        spotify.alwaysApi(Fault.rateLimited("1"));
        button("Play").click();
        isTrouble(player(), "Ready", "Spotify asks us to slow down", "Try again");
        spotify.calm();
        press(player(), "Try again");
        isPlaying();
    }

    private void answerTokenRequests(int status, String error, String action, int retryAfter) {
        page.route("**/api/token*", route -> route.fulfill(new Route.FulfillOptions().setStatus(status)
                .setContentType("application/problem+json").setBody(PROBLEM.formatted(error, status, action, retryAfter))));
    }
}
