package io.sostenuto.backends.entity;

import java.time.Instant;

/** What a client has signed, checked but for whether it was used before. */
public record Assertion(String subject, String jti, Instant expiry) {
}
