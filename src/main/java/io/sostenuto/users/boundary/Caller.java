package io.sostenuto.users.boundary;

import io.sostenuto.users.entity.AppUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import java.util.Optional;

/** Hands the {@link CurrentUser} to the resource of the same request. Ask on the request's own thread, and keep the answer. */
@ApplicationScoped
public class Caller {

    @Inject
    private HttpServletRequest request;

    /** @return empty where the request has no user token */
    public Optional<AppUser> user() {
        return CurrentUser.of(request);
    }
}
