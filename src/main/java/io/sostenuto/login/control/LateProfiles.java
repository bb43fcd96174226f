package io.sostenuto.login.control;

import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.UnknownUser;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Asks again, at each refresh, who it is that logged in, where the login itself could not find out. */
@ApplicationScoped
public class LateProfiles {

    @Inject
    private Profiles profiles;
    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantStore grants;

    /** Nobody waits for it. */
    void ask(@Observes UnknownUser unknown) {
        profiles.of(unknown.token()).thenAccept(user -> user.ifPresent(known -> storage.ask(() -> {
            grants.identify(unknown.session(), known);
            return known;
        })));
    }
}
