package io.sostenuto.sessions.entity;

/** Why Spotify's {@code invalid_grant} was believed; the lower-case name is what a client is told. */
public enum Suspension {
    EXPIRED, REVOKED, UNKNOWN
}
