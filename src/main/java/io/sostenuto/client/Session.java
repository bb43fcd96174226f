package io.sostenuto.client;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is logged in.
 *
 * @param authenticated whether anybody is; if not, all else is empty and {@code version} is 0
 * @param spotifyUser   empty also while it is unknown
 * @param authorizedAt  when the user agreed at Spotify
 * @param reauthorizeBy when the user should have agreed again
 * @param version       of the newest access token
 */
public record Session(boolean authenticated, Optional<SpotifyUser> spotifyUser, Optional<String> scope,
                      Optional<Instant> authorizedAt, Optional<Instant> reauthorizeBy, int version) {

    /** @param displayName empty where Spotify told none */
    public record SpotifyUser(String id, Optional<String> displayName) {

        /** As JSON has it, where null is what is not there. */
        @JsonbCreator
        public static SpotifyUser read(@JsonbProperty("id") String id, @JsonbProperty("displayName") String displayName) {
            return new SpotifyUser(id, Optional.ofNullable(displayName));
        }
    }

    /** As JSON has it, where null is what is not there. */
    @JsonbCreator
    public static Session read(@JsonbProperty("authenticated") boolean authenticated,
                               @JsonbProperty("spotifyUser") SpotifyUser spotifyUser, @JsonbProperty("scope") String scope,
                               @JsonbProperty("authorizedAt") Instant authorizedAt,
                               @JsonbProperty("reauthorizeBy") Instant reauthorizeBy, @JsonbProperty("version") int version) {
        return new Session(authenticated, Optional.ofNullable(spotifyUser), Optional.ofNullable(scope),
                Optional.ofNullable(authorizedAt), Optional.ofNullable(reauthorizeBy), version);
    }
}
