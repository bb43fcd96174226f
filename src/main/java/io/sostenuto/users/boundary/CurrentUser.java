package io.sostenuto.users.boundary;

import io.sostenuto.users.entity.AppUser;
import jakarta.servlet.http.HttpServletRequest;

import java.util.Optional;

/** The application's user that a request speaks for, once his token was judged. */
public final class CurrentUser {

    private CurrentUser() {
    }

    static void speaks(AppUser user, HttpServletRequest request) {
        request.setAttribute(CurrentUser.class.getName(), user);
    }

    /** @return empty where the request has no user token; one with a bad token is refused before it comes here */
    public static Optional<AppUser> of(HttpServletRequest request) {
        return Optional.ofNullable((AppUser) request.getAttribute(CurrentUser.class.getName()));
    }
}
