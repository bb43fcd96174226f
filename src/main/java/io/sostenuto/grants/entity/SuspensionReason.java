package io.sostenuto.grants.entity;

/** Why Spotify's {@code invalid_grant} was believed; the lower-case name is what a client is told. */
public enum SuspensionReason {
    EXPIRED, REVOKED, UNKNOWN
}
