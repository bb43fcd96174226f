package io.sostenuto.tokens.boundary;

import io.sostenuto.tokens.control.FirstLook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import java.util.Optional;

/** Hands the {@link FirstLook} from the filter to the resource of the same request; ask on the request's own thread. */
@ApplicationScoped
public class CurrentFirstLook {

    @Inject
    private HttpServletRequest request;

    static void keep(FirstLook look, HttpServletRequest request) {
        request.setAttribute(FirstLook.class.getName(), look);
    }

    /** @return what {@link TokenFilter} has found, or the request that it has not seen; nothing where its query is wrong */
    Optional<FirstLook> get() {
        return request.getAttribute(FirstLook.class.getName()) instanceof FirstLook look ? Optional.of(look)
                : TokenParameters.read(request.getQueryString()).map(FirstLook::none);
    }
}
