package io.sostenuto.grants.entity.row;

import io.sostenuto.grants.entity.SuspensionReason;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether Spotify refused the grant, why, and since when. The row is kept closed to everybody for a while; then the
 * session ends for good. A value: a change is another one.
 */
@Embeddable
public class Quarantine {

    public static final Duration LENGTH = Duration.ofHours(72);

    @Column(name = "suspended_at")
    private Instant suspendedAt;
    @Enumerated(EnumType.STRING)
    private SuspensionReason suspension;
    @Column(name = "in_incident")
    private boolean inIncident;

    /** Nothing was refused. */
    protected Quarantine() {
    }

    /** @return the quarantine after one more refusal: it lasts from the first one */
    Quarantine refused(SuspensionReason reason, Instant at, boolean incident) {
        var next = new Quarantine();
        next.suspendedAt = suspendedAt == null ? at : suspendedAt;
        next.suspension = reason;
        next.inIncident = incident;
        return next;
    }

    public Optional<Instant> suspendedAt() {
        return Optional.ofNullable(suspendedAt);
    }

    public Optional<SuspensionReason> suspension() {
        return Optional.ofNullable(suspension);
    }

    public boolean inIncident() {
        return inIncident;
    }

    /** @return whether it closes the row: a refusal in an incident may have been a mistake */
    public boolean closes() {
        return suspension != null && !inIncident;
    }

    public boolean isOver(Instant now) {
        return suspendedAt != null && suspendedAt.plus(LENGTH).isBefore(now);
    }
}
