package io.sostenuto.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The one node is killed under a page that plays, and comes back: the music does not stop, and nothing untrue is said. */
class NodeRestartIT {

    private final Stage stage = Stage.set("restarted", Map.of());

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void theMusicGoesOnAndThePageSaysWhatIsSo() throws InterruptedException {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        stage.spotify.heartbeat(Duration.ofMillis(500)).accessTokenLife(Duration.ofSeconds(4));
        try (var context = stage.browser()) {
            var page = context.newPage();
            stage.login(page);
            page.navigate(stage.node.url());
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Play").setExact(true)).click();
            PlayerFixture.is(PlayerFixture.player(page), "Playing here");

            stage.node.kill();
            PlayerFixture.isTrouble(PlayerFixture.account(page), "Trying again", "Sostenuto cannot be reached", "Try now");
            PlayerFixture.is(PlayerFixture.player(page), "Playing here");
            var process = stage.node.launch().process();
            while (stage.node.status("/health/ready") != 200) {
                assertThat(process.isAlive()).isTrue();
                assertThat(PlayerFixture.account(page)).not().containsText("not answering as it should");
                assertThat(PlayerFixture.player(page)).containsText("Playing here");
            }
            stage.spotify.accessTokenLife(Duration.ofHours(1));
            await().atMost(Duration.ofSeconds(60)).until(() -> PlayerFixture.account(page).innerText().contains("Connected")
                    || press(page));
            PlayerFixture.is(PlayerFixture.account(page), "Connected");
            PlayerFixture.is(PlayerFixture.player(page), "Playing here");
        }
    }

    /** The remedy that is offered, where the page has not asked again by itself yet. */
    private static boolean press(Page page) {
        var remedy = PlayerFixture.account(page).getByText("Try now");
        if (remedy.isVisible()) {
            remedy.click();
        }
        return false;
    }
}
