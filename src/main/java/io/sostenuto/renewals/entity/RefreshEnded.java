package io.sostenuto.renewals.entity;

import io.sostenuto.settings.entity.AppName;

/** A presentation of a refresh token is over: told once for each. */
public record RefreshEnded(AppName app, RenewalOutcome outcome) {
}
