package io.sostenuto.users.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.users.entity.AppUser;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The grants of the application's users. Nobody can link one yet. */
@ApplicationSingleton
public class UserGrants {

    /** @return a copy without its refresh token; empty where this user has no grant of this app */
    public CompletionStage<Optional<GrantCopy>> of(AppUser user, AppName app) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
