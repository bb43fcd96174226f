package io.sostenuto.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;

import java.nio.file.Path;
import java.util.Map;

/** Everything a browser test needs: the stand-in for Spotify, the runnable jar as a process, and a real Chromium. */
final class Stage implements AutoCloseable {

    /** An address of the product's origin that loads no script of its own. */
    static final String BLANK = "/icons/favicon.svg";

    final SpotifyStandIn spotify;
    final Node node;
    private final Chromium chromium;

    private Stage(SpotifyStandIn spotify, Node node, Chromium chromium) {
        this.spotify = spotify;
        this.node = node;
        this.chromium = chromium;
    }

    /** @param folder of the node, below the tests' own */
    static Stage set(String folder, Map<String, String> environment) {
        var spotify = SpotifyStandIn.start(0);
        var node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), folder));
        environment.forEach(node::with);
        return new Stage(spotify, node.start(), new Chromium());
    }

    /** @return a browser of its own, without cookies */
    BrowserContext browser() {
        var context = chromium.browser().newContext();
        context.setDefaultTimeout(30_000);
        return context;
    }

    /** Logs in as a person would, and comes back to a blank page. */
    void login(Page page) {
        page.navigate(node.url() + "/api/login?return_to=" + BLANK);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow").setExact(true)).click();
        page.waitForURL(node.url() + BLANK);
    }

    @Override
    public void close() {
        chromium.close();
        node.close();
        spotify.close();
    }
}
