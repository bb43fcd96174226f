package io.sostenuto.login.entity;

import io.sostenuto.grants.entity.SessionId;

import java.time.Instant;
import java.util.Optional;

/**
 * A login whose {@code state} came back, as the database knows it.
 *
 * @param session what it opens, or would have; empty in a row of an earlier release
 * @param failure the code that it failed with; empty where it has not, or not yet
 * @param opened  whether its session is there and has not ended
 */
public record UsedLogin(Optional<SessionId> session, Instant usedAt, Optional<String> failure, boolean opened) {
}
