package io.sostenuto.sessions.entity;

import java.time.Duration;
import java.time.Instant;

/**
 * A row as it was read, with the database's clock at that moment: every node counts by the same clock, and from then
 * on by the monotonic one, so that a wall clock that jumps matters to nobody.
 *
 * @param changes of the row, as this process had counted them before
 */
public record Snapshot(Grant grant, Instant readAt, long readAtNanos, long changes) {

    /** A token that seems to come from the future by more than this was stored by a clock that has jumped. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** @return what is kept of it beside its token */
    public Known known() {
        return Known.of(grant, changes);
    }

    /** @return the database's time now */
    public Instant now() {
        return readAt.plusNanos(System.nanoTime() - readAtNanos);
    }

    /** @return the life that the access token has left; zero when there is none or its dates cannot be true */
    public Duration left() {
        var now = now();
        if (grant.sealedAccessToken().isEmpty() || grant.accessIssuedAt().isAfter(now.plus(TOLERANCE))
                || !grant.accessExpiresAt().isAfter(now)) {
            return Duration.ZERO;
        }
        return Duration.between(now, grant.accessExpiresAt());
    }

    /** @return how long ago the access token was issued */
    public Duration age() {
        return grant.accessIssuedAt() == null ? Duration.ZERO : Duration.between(grant.accessIssuedAt(), now());
    }

    /** @return the access token's whole life when it was issued */
    public Duration life() {
        return grant.accessIssuedAt() == null ? Duration.ZERO
                : Duration.between(grant.accessIssuedAt(), grant.accessExpiresAt());
    }
}
