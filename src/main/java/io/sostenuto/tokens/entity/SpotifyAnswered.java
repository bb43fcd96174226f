package io.sostenuto.tokens.entity;

import java.time.Duration;

/** A call to the token endpoint came to its end, with an answer or without one. */
public record SpotifyAnswered(Duration took) {
}
