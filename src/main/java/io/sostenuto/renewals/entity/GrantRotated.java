package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.GrantCopy;

/** Spotify has issued a newer refresh token, and the database has been told; where it did not take it, the journal has it. */
public record GrantRotated(GrantCopy copy) {
}
