package io.sostenuto.web.boundary;

import io.sostenuto.grants.entity.GrantCopy;

import java.util.Optional;

/**
 * Who is told of a failure: a browser is helped by a login here, the application's user by a new link.
 *
 * @param session that a browser showed
 */
public record Asker(Optional<GrantCopy> session, boolean isUser) {

    public static final Asker USER = new Asker(Optional.empty(), true);
    static final Asker UNKNOWN = browser(Optional.empty());

    public static Asker browser(Optional<GrantCopy> session) {
        return new Asker(session, false);
    }
}
