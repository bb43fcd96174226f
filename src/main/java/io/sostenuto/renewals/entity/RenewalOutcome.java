package io.sostenuto.renewals.entity;

import io.sostenuto.web.entity.Problem;

import java.util.Locale;

/** How a presentation of a refresh token ended, as the metric {@code sostenuto_refreshes} tells it. */
public enum RenewalOutcome {

    /** Spotify issued an access token. */
    RENEWED,
    /** Spotify refused the newest generation, and that was believed. */
    LOGIN_REQUIRED,
    /** Spotify refused a generation that another attempt or copy had replaced meanwhile. */
    OVERTAKEN,
    /** The session ended meanwhile. */
    ENDED,
    SPOTIFY_UNAVAILABLE,
    SPOTIFY_RATE_LIMITED,
    SPOTIFY_PROTOCOL_ERROR,
    BROKER_MISCONFIGURED,
    STORAGE_UNAVAILABLE;

    /** @return the outcome of an attempt that left the grant as it was, and whose callers are told this */
    public static RenewalOutcome of(Problem problem) {
        return valueOf(problem.name());
    }

    /** @return as the metric's label has it */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
