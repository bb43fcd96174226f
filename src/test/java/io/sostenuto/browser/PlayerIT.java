package io.sostenuto.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Somebody listens, and nothing is wrong. */
class PlayerIT extends PlayerFixture {

    @Test
    void aNewcomerConnectsConsentsAndPlays() {
        page.navigate(node.url());
        link("Connect with Spotify").click();
        button("Allow").click();
        page.waitForURL(node.url() + "/");
        is(account(), "Connected");
        assertThat(account()).containsText("Lena Listener");
        is(player(), "Ready");
        play();
        assertThat(track()).hasText("Harbour Lights");
        assertThat(page.getByText("Ada Brandt").first()).isVisible();
        assertThat(page.getByAltText("Cover of Tidewater")).isVisible();
        assertThat(player()).containsText("On Sostenuto (Chrome).");
        assertThat(page).hasTitle("Harbour Lights · Ada Brandt");
        var next = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Next")).getByRole(AriaRole.LISTITEM);
        assertThat(next).hasText(new String[] {"Paper Moon ExpressThe Night Porters", "GlasshouseInes Okafor"});
        button("Next track").click();
        assertThat(track()).hasText("Paper Moon Express");
        button("Previous track").click();
        assertThat(track()).hasText("Harbour Lights");
        button("Pause").click();
        is(player(), "Paused");
        assertThat(tokenRequests).as("the SDK asks for nearly a full life").hasSize(1)
                .allSatisfy(url -> assertThat(url).contains("minTtl=35"));
    }

    @Test
    void theTokenExpiresAndTheMusicGoesOnWithoutAPerson() {
        spotify.rotation(Rotation.STRICT).accessTokenLife(Duration.ofSeconds(4));
        openPlaying();
        versionReaches(3);
        isPlaying();
        var licences = spotify.licences();
        button("Next track").click();
        await().atMost(Duration.ofSeconds(20)).until(() -> spotify.licences() > licences);
        isPlaying();
        assertThat(spotify.presentations()).noneMatch(presentation -> presentation.outcome().name().contains("REUSE"));
    }

    @Test
    void theLastHourOfTheTokenIsAPictureASentenceAndAList() {
        spotify.accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
        versionReaches(2);
        var strip = region("Access token");
        assertThat(strip).containsText(Pattern.compile("[1-9] renewals?, 0 failures"));
        assertThat(strip.locator(".strip .mark.handed")).not().hasCount(0);
        assertThat(strip.locator(".strip .mark.renewed")).not().hasCount(0);
        assertThat(strip.locator(".strip .mark.failed")).hasCount(0);
        strip.getByText("As a list").click();
        assertThat(page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Renewals"))
                .getByText(Pattern.compile("renewed \\(version 2\\)"))).isVisible();
    }

    @Test
    void threeCallsForATokenAtOnceAreOneRequest() {
        openReady();
        var requests = tokenRequests.size();
        var handed = (Integer) standIn("tokensHandedOver");
        standIn("askForTokens(3)");
        page.waitForFunction("handed => SpotifyStandIn.tokensHandedOver === handed + 3", handed);
        assertThat(tokenRequests).hasSize(requests + 1);
    }

    @Test
    void thePositionMovesAndGoesWhereItIsDraggedAndKeyed() {
        openPlaying();
        var seek = slider("Position in the track");
        assertThat(seek).hasAttribute("aria-valuetext", Pattern.compile("0:0[2-9] of 0:48"));
        var box = seek.boundingBox();
        page.mouse().move(box.x + box.width / 4, box.y + box.height / 2);
        page.mouse().down();
        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        assertThat(seek).hasAttribute("aria-valuetext", Pattern.compile("0:2[34] of 0:48"));
        page.mouse().up();
        assertThat(seek).hasAttribute("aria-valuetext", Pattern.compile("0:2[3-7] of 0:48"));
        button("Pause").click();
        is(player(), "Paused");
        seek.press("Home");
        assertThat(seek).hasAttribute("aria-valuetext", "0:00 of 0:48");
        seek.press("ArrowRight");
        assertThat(seek).hasAttribute("aria-valuetext", "0:05 of 0:48");
        seek.press("PageUp");
        seek.press("ArrowLeft");
        assertThat(seek).hasAttribute("aria-valuetext", "0:15 of 0:48");
        await().until(() -> Math.round((Double) page.evaluate(
                "() => SpotifyStandIn.state().then(({ position }) => position / 1000 + 0.0001)")) == 15);
        seek.press("End");
        assertThat(seek).hasAttribute("aria-valuetext", Pattern.compile("0:4[78] of 0:48"));
    }

    @Test
    void theVolumeGoesByKeysAndReachesThePlayer() {
        openPlaying();
        var volume = slider("Volume");
        assertThat(volume).hasAttribute("aria-valuetext", "50 percent");
        volume.press("ArrowRight");
        assertThat(volume).hasAttribute("aria-valuetext", "55 percent");
        volume.press("Home");
        assertThat(volume).hasAttribute("aria-valuetext", "0 percent");
        await().until(() -> standIn("volume()").equals(0));
    }

    @Test
    void theKeysForMediaDriveThePlayer() {
        context.addInitScript("""
                window.mediaKeys = {};
                navigator.mediaSession.setActionHandler = (key, handler) => { window.mediaKeys[key] = handler; };
                """);
        openPlaying();
        assertThat(page.evaluate("navigator.mediaSession.metadata.title")).isEqualTo("Harbour Lights");
        assertThat(page.evaluate("navigator.mediaSession.metadata.artist")).isEqualTo("Ada Brandt");
        assertThat(page.evaluate("navigator.mediaSession.playbackState")).isEqualTo("playing");
        page.evaluate("mediaKeys.nexttrack()");
        assertThat(track()).hasText("Paper Moon Express");
        assertThat(page.evaluate("navigator.mediaSession.metadata.title")).isEqualTo("Paper Moon Express");
        page.evaluate("mediaKeys.pause()");
        is(player(), "Paused");
        assertThat(page.evaluate("navigator.mediaSession.playbackState")).isEqualTo("paused");
        page.evaluate("mediaKeys.seekto({ seekTime: 20 })");
        assertThat(slider("Position in the track")).hasAttribute("aria-valuetext", "0:20 of 0:41");
        page.evaluate("mediaKeys.previoustrack()");
        assertThat(track()).hasText("Harbour Lights");
        page.evaluate("mediaKeys.play()");
        isPlaying();
    }

    @Test
    void anotherDevicePlaysAndPlayHereBringsTheMusicBack() {
        openPlaying();
        spotify.playOnKitchenRadio(USER);
        is(player(), "Playing elsewhere");
        assertThat(player()).containsText("On Kitchen radio.");
        is(account(), "Connected");
        press(player(), "Play here");
        isPlaying();
        assertThat(player()).containsText("On Sostenuto (Chrome).");
        assertThat(spotify.apiCalls()).filteredOn(call -> call.startsWith("PUT /v1/me/player")).hasSize(2);
    }

    @Test
    void aLongTrackHasHours() {
        open();
        assertThat(page.evaluate("import('/player/words/formats.js').then(({ timeInTrack }) => [187_000, 3_599_999, 3_787_000, 36_000_000]"
                + ".map(timeInTrack).join())")).isEqualTo("3:07,59:59,1:03:07,10:00:00");
    }

    @Test
    void musicThatIsOnInTheKitchenIsSaidBeforeAnythingIsPressed() {
        spotify.playOnKitchenRadio(USER);
        open();
        is(player(), "Playing elsewhere");
        assertThat(player()).containsText("On Kitchen radio.");
        press(player(), "Play here");
        isPlaying();
    }

    @Test
    void loggingOutEndsTheSession() {
        openPlaying();
        button("Log out").click();
        assertThat(link("Connect with Spotify")).isVisible();
        await().untilAsserted(() -> assertThat(spotify.players(USER)).isZero());
        assertThat(context.cookies()).noneMatch(cookie -> cookie.name.startsWith("__Host-Http-sostenuto"));
        page.reload();
        assertThat(link("Connect with Spotify")).isVisible();
    }

    @Test
    void theRefreshTokenIsNowhereInTheBrowser() {
        List<String> traffic = new CopyOnWriteArrayList<>();
        page.onResponse(response -> traffic.add(response.request().method() + " " + response.url() + " "
                + response.request().headers() + " " + response.request().postData() + " " + text(response)));
        spotify.rotation(Rotation.STRICT).accessTokenLife(Duration.ofSeconds(3));
        openPlaying();
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

    private String text(Response response) {
        try {
            return response.url().startsWith(node.url()) ? response.allHeaders() + response.text() : "";
        } catch (PlaywrightException redirected) {
            return "";
        }
    }
}
