package io.sostenuto.browsers;

import io.sostenuto.Listener;

import java.util.Set;
import java.util.function.Supplier;

/**
 * A real browser that is not Chromium: Debian's package, installed where the build may (root on Debian) and it is
 * missing. Where it cannot be had the tests fail, they are not skipped. It is fresh: no cookies, nothing stored.
 */
interface OtherBrowser extends AutoCloseable {

    /** Those there are, each with the name of the session's cookie in it. */
    enum Kind {
        FIREFOX(Firefox::new, Listener.SESSION),
        /** Keeps no Secure cookie at http://127.0.0.1, so that it has the twin. */
        WEBKIT(WebKit::new, "sostenuto");

        final String sessionCookie;
        private final Supplier<OtherBrowser> start;

        Kind(Supplier<OtherBrowser> start, String sessionCookie) {
            this.start = start;
            this.sessionCookie = sessionCookie;
        }

        OtherBrowser start() {
            return start.get();
        }
    }

    /** @return an empty tab in a window of its own, so that a person sees all of them; they share their cookies */
    Tab newTab();

    /** @return the names of all cookies that it keeps for the product, also of those that no script may read */
    Set<String> cookies();

    /** Ends it. Fails where it told of a script that failed or of a violated content security policy: WebKit's driver does not. */
    @Override
    void close();
}
