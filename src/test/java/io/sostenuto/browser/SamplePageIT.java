package io.sostenuto.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The sample page of the documentation, on another origin of the same site. */
class SamplePageIT extends TokenFixture {

    @Test
    void anIntegratorsPageConnectsComesBackAndLogsOut() {
        var address = neighbour.sample(stage.node.url());
        page.navigate(address);
        assertThat(status()).hasText("Not connected.");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Connect with Spotify")).click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow").setExact(true)).click();
        assertThat(status()).hasText("Connected, token 1.");
        assertThat(page).hasURL(address);
        assertThat(page.content()).as("the token stays in memory").doesNotContain(stage.spotify.issuedAccessTokens());

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out")).click();
        assertThat(status()).hasText("Logged out.");
        page.reload();
        assertThat(status()).hasText("Not connected.");
    }

    @Test
    void aPageOfAnOriginThatIsNotAllowedGetsNothing() {
        stage.login(page);
        try (var stranger = new Neighbour()) {
            page.navigate(stranger.sample(stage.node.url()));
            assertThat(status()).hasText(Pattern.compile("No answer yet.*"));
            page.navigate(stage.node.url() + "/api/login?return_to=" + stranger.origin() + "/index.html");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow").setExact(true)).click();
            page.waitForURL(stage.node.url() + "/");
        }
    }

    @Test
    void aTracingScriptOfThePageMayAddTheHeadersThatTheOperatorNames() {
        page.navigate(neighbour.sample(stage.node.url()));
        assertThat(asks("baggage", "sentry-trace")).isEqualTo("answered");
        assertThat(asks("baggage", "x-other")).isEqualTo("refused");
    }

    private String asks(String... headers) {
        return (String) page.evaluate("""
                ({ url, headers }) => fetch(url, { method: 'POST', credentials: 'include',
                  headers: { 'Sostenuto-Client': 'test', ...Object.fromEntries(headers.map((name) => [name, 'x'])) } })
                  .then(() => 'answered', () => 'refused')""",
                Map.of("url", stage.node.url() + "/api/token", "headers", List.of(headers)));
    }

    private Locator status() {
        return page.getByRole(AriaRole.STATUS);
    }
}
