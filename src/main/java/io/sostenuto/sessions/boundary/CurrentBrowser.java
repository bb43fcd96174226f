package io.sostenuto.sessions.boundary;

import jakarta.enterprise.context.RequestScoped;

/**
 * Hands the {@link Browser} from the filter to the resource of the same request. Ask on the request's own thread and
 * keep the answer: what goes on later, on another thread, has no request scope any more.
 */
@RequestScoped
public class CurrentBrowser {

    private Browser browser;

    void is(Browser one) {
        this.browser = one;
    }

    /** @return the browser of this request */
    public Browser get() {
        return browser;
    }
}
