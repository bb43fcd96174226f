package io.sostenuto.renewals.entity;

/** A presentation of a refresh token is over: told once for each. */
public record RefreshEnded(RenewalOutcome outcome) {
}
