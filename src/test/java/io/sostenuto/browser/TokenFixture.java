package io.sostenuto.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client module in a browser: a stage for each class, a browser without cookies for each test. A test fails, too,
 * where a script fails, and where a queued fault never fired.
 */
abstract class TokenFixture {

    static Neighbour neighbour;
    static Stage stage;

    BrowserContext browser;
    Page page;
    /** The requests for tokens. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        neighbour = new Neighbour();
        stage = Stage.set("tokens", Map.of("SOSTENUTO_ALLOWED_ORIGINS", neighbour.origin(),
                "SOSTENUTO_CORS_REQUEST_HEADERS", "baggage,sentry-trace"));
    }

    @AfterAll
    static void stop() {
        stage.close();
        neighbour.close();
    }

    @BeforeEach
    void open() {
        stage.spotify.reset();
        browser = stage.browser();
        browser.onRequest(request -> {
            if (request.url().startsWith(stage.node.url() + "/api/token")) {
                asked.add(request.url());
            }
        });
        browser.onWebError(error -> complaints.add(error.error()));
        page = browser.newPage();
    }

    @AfterEach
    void close() {
        browser.close();
        assertThat(complaints).as("errors of scripts").isEmpty();
        assertThat(stage.spotify.unfired()).as("queued faults that never fired").isZero();
    }

    TokenPage connected() {
        stage.login(page);
        return TokenPage.open(page);
    }
}
