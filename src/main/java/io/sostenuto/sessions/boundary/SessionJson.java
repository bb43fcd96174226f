package io.sostenuto.sessions.boundary;

import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SpotifyUser;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A session as the contract shows it: never a token. */
public final class SessionJson {

    public static final String NOBODY = "{\"authenticated\":false}";
    private static final JsonProvider JSON = JsonProvider.provider();

    private SessionJson() {
    }

    public static String of(Grant grant) {
        return describe(grant.user(), grant.scope(), grant.authorizedAt(), grant.version());
    }

    /** @return a session that has just been opened */
    public static String of(GrantCopy opened) {
        return describe(opened.user(), opened.scope(), opened.authorizedAt(), 1);
    }

    private static String describe(Optional<SpotifyUser> user, String scope, Instant authorizedAt, int version) {
        return JSON.createObjectBuilder()
                .add("authenticated", true)
                .add("spotifyUser", user.map(SessionJson::describe).orElse(JsonValue.NULL))
                .add("scope", scope)
                .add("authorizedAt", authorizedAt.truncatedTo(ChronoUnit.SECONDS).toString())
                .add("reauthorizeBy", authorizedAt.plus(Grant.REAUTHORIZE_AFTER).truncatedTo(ChronoUnit.SECONDS).toString())
                .add("version", version)
                .build().toString();
    }

    private static JsonValue describe(SpotifyUser user) {
        var json = JSON.createObjectBuilder().add("id", user.id());
        user.displayName().ifPresentOrElse(name -> json.add("displayName", name), () -> json.addNull("displayName"));
        return json.build();
    }
}
