package io.sostenuto.accounts.entity;

import java.time.Duration;

/** A call to the token endpoint came to its end, with an answer or without one. */
public record SpotifyCallEnded(Duration took) {
}
