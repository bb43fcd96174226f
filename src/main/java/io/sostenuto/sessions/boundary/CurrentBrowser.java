package io.sostenuto.sessions.boundary;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Hands the {@link Browser} from the filter to the resource of the same request. Ask on the request's own thread and
 * keep the answer: what goes on later, on another thread, has no request any more.
 */
@ApplicationScoped
public class CurrentBrowser {

    @Inject
    private HttpServletRequest request;

    /** @return the browser of this request */
    public Browser get() {
        return Browser.behind(request);
    }
}
