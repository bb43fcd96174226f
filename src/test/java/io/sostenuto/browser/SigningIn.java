package io.sostenuto.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before the product whose own login has ended: it leads every call to another origin. */
final class SigningIn implements AutoCloseable {

    private final Page page;
    private final String calls;
    private final AtomicInteger redirected = new AtomicInteger();

    private SigningIn(Page page, String calls) {
        this.page = page;
        this.calls = calls;
    }

    static SigningIn before(Page page, String calls) {
        var proxy = new SigningIn(page, calls);
        page.route(calls, route -> {
            proxy.redirected.incrementAndGet();
            route.fulfill(new Route.FulfillOptions().setStatus(302)
                    .setHeaders(Map.of("Location", "https://login.example.com/")));
        });
        return proxy;
    }

    int redirected() {
        return redirected.get();
    }

    @Override
    public void close() {
        page.unroute(calls);
    }
}
