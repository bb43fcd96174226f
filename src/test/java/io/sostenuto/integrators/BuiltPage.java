package io.sostenuto.integrators;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import io.sostenuto.browser.Chromium;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A built page in Chromium, at {@code /app/} of its origin. Whoever asks for a token there gets one.
 *
 * @param title the token, or why there is none
 * @param asked method, address and the product's own header of each request for a token
 * @param complaints of the page's scripts
 */
record BuiltPage(String title, List<String> asked, List<String> complaints) {

    private static final String ORIGIN = "http://127.0.0.1";
    private static final String ADDRESS = "/app/";
    private static final String TOKEN = """
            {"accessToken":"a token","tokenType":"Bearer","expiresIn":3600,"scope":"streaming","version":1}""";

    /** Loads it and waits for its title. */
    static BuiltPage open(Chromium chromium, Path folder, String query) {
        var asked = new CopyOnWriteArrayList<String>();
        var complaints = new CopyOnWriteArrayList<String>();
        try (var browser = chromium.browser().newContext()) {
            browser.route("**", route -> {
                if (URI.create(route.request().url()).getPath().endsWith("/api/token")) {
                    asked.add(told(route.request()));
                    route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(TOKEN));
                } else {
                    serve(route, folder);
                }
            });
            browser.onWebError(error -> complaints.add(error.error()));
            var page = browser.newPage();
            page.navigate(ORIGIN + ADDRESS + query);
            page.waitForCondition(() -> !page.title().isEmpty());
            return new BuiltPage(page.title(), List.copyOf(asked), List.copyOf(complaints));
        }
    }

    private static String told(Request request) {
        return "%s %s by %s".formatted(request.method(), request.url().replace(ORIGIN, ""), request.headers().get("sostenuto-client"));
    }

    private static void serve(Route route, Path folder) {
        var path = URI.create(route.request().url()).getPath();
        var file = folder.resolve(path.equals(ADDRESS) ? "index.html" : path.replaceFirst("^" + ADDRESS, ""));
        if (path.startsWith(ADDRESS) && Files.isRegularFile(file)) {
            route.fulfill(new Route.FulfillOptions().setPath(file));
        } else {
            route.fulfill(new Route.FulfillOptions().setStatus(404));
        }
    }
}
