package io.sostenuto.browser;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** What the page loads, and what becomes of it when the release changes under it. */
class PageReleaseIT extends PlayerFixture {

    private static final int MOST_REQUESTS = 12;
    private static final int MOST_OCTETS = 70_000;

    private boolean isOurs(Request request) {
        return request.url().startsWith(node.url());
    }

    @Test
    void aColdPageIsFewRequestsAndOctets() {
        var loaded = new ArrayList<Request>();
        page.onRequestFinished(request -> {
            if (isOurs(request)) {
                loaded.add(request);
            }
        });
        openReady();
        var octets = loaded.stream().map(Request::sizes).mapToInt(sizes -> sizes.responseBodySize + sizes.responseHeadersSize).sum();
        System.out.println("A cold page: " + loaded.size() + " requests, " + octets + " octets");
        assertThat(loaded).hasSizeBetween(4, MOST_REQUESTS);
        assertThat(octets).isBetween(10_000, MOST_OCTETS);
        assertThat(loaded.stream().map(Request::url).filter(url -> url.endsWith(".js"))).as("no script waits for another").hasSize(1);
    }

    @Test
    void openedAgainItAsksOnlyWhetherItIsTheSame() {
        openReady();
        var files = new ArrayList<Request>();
        page.onRequestFinished(request -> {
            if (isOurs(request) && !request.url().contains("/api/")) {
                files.add(request);
            }
        });
        page.navigate(node.url());
        is(player(), "Ready");
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file.sizes().responseBodySize).as(file.url()).isNotPositive());
    }

    /** While two releases run side by side the page may be of one and its script of the other. */
    @Test
    void aPageWhoseScriptIsOfAnotherReleaseIsLoadedAgain() {
        var pages = new AtomicInteger();
        page.route(node.url() + "/", route -> {
            if (pages.incrementAndGet() > 2) {
                route.resume();
            } else {
                ofAnotherRelease(route);
            }
        });
        openReady();
        assertThat(pages.get()).as("twice of another release, then of one").isEqualTo(3);
        assertThat(page.evaluate("sessionStorage.getItem('sostenuto.mixed')")).as("the next time all tries are there again").isNull();
        play();
    }

    /** Chromium takes a page that a test has put in for one of the public network, which may not load the SDK from this machine. */
    private static void ofAnotherRelease(Route route) {
        var answer = route.fetch();
        route.fulfill(new Route.FulfillOptions().setResponse(answer)
                .setBody(answer.text().replaceAll("page/[0-9a-f]{16}/", "page/0123456789abcdef/")));
    }

    /** What does not come to an end is not tried for ever. */
    @Test
    void aPageThatStaysMixedHasToDo() {
        var pages = new AtomicInteger();
        page.route(node.url() + "/", route -> {
            pages.incrementAndGet();
            ofAnotherRelease(route);
        });
        open();
        is(account(), "Connected");
        assertThat(pages.get()).isEqualTo(6);
    }

    /** The node was replaced by the next release's, and has no file of this one any more. */
    @Test
    void anOpenPageNeedsNoFileOfItsReleaseAnyMore() {
        openReady();
        var asked = new ArrayList<String>();
        page.route(url -> url.startsWith(node.url()) && !url.contains("/api/"), route -> {
            asked.add(route.request().url());
            route.abort();
        });
        play();
        spotify.playOnKitchenRadio(USER);
        is(player(), "Playing elsewhere");
        context.setOffline(true);
        is(account(), "Connected");
        context.setOffline(false);
        assertThat(asked).isEmpty();
    }

    @Test
    void everySignIsInTheStyleSheet() {
        openReady();
        for (var state : List.of("connected", "renewing", "waiting", "login", "operator", "loading", "ready", "playing", "paused",
                "elsewhere", "offline", "blocked")) {
            var icon = page.evaluate("""
                    (state) => {
                      const row = document.querySelector('player-status');
                      row.dataset.state = state;
                      return getComputedStyle(row).getPropertyValue('--icon');
                    }""", state);
            assertThat(icon.toString()).as(state).contains("data:image/svg+xml");
        }
    }

    /** As it lies in webapp/, module by module, for who works on it. */
    @Test
    void itRunsUnbuilt() throws IOException {
        var unbuilt = Files.readString(Path.of("webapp/index.html"));
        var modules = new ArrayList<String>();
        page.onRequestFinished(request -> modules.add(request.url()));
        page.route(node.url() + "/", route -> route.fulfill(new Route.FulfillOptions().setResponse(route.fetch()).setBody(unbuilt)));
        open();
        is(account(), "Connected");
        assertThat(modules).contains(node.url() + "/player/player.js", node.url() + "/token/token-source.js");
    }
}
