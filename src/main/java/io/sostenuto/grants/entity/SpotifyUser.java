package io.sostenuto.grants.entity;

import java.util.Optional;

/** Who granted: Spotify's user id and the name that user chose to show, which may be missing. */
public record SpotifyUser(String id, Optional<String> displayName) {
}
