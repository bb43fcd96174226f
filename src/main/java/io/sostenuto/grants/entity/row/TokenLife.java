package io.sostenuto.grants.entity.row;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When the access token was issued, when it expires, and how many there were before it. A value: a change is another one. */
@Embeddable
public class TokenLife {

    /** A token that seems to come from the future by more than this was stored by a clock that has jumped. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private int version;
    @Column(name = "access_issued_at")
    private Instant issuedAt;
    @Column(name = "access_expires_at")
    private Instant expiresAt;

    /** No token was issued yet. */
    protected TokenLife() {
    }

    /** @return the life of the next token */
    TokenLife next(Instant issued, Duration life) {
        var next = new TokenLife();
        next.version = version + 1;
        next.issuedAt = issued;
        next.expiresAt = issued.plus(life);
        return next;
    }

    public int version() {
        return version;
    }

    public Optional<Instant> issuedAt() {
        return Optional.ofNullable(issuedAt);
    }

    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /**
     * @param latest the time by whichever clock is ahead
     * @return what is left of it; zero where its dates cannot be true
     */
    public Duration left(Instant now, Instant latest) {
        return issuedAt.isAfter(now.plus(TOLERANCE)) || !expiresAt.isAfter(latest) ? Duration.ZERO
                : Duration.between(latest, expiresAt);
    }

    /** @return how long ago the token was issued */
    public Duration age(Instant now) {
        return issuedAt == null ? Duration.ZERO : Duration.between(issuedAt, now);
    }

    /** @return the whole life that the token had when it was issued */
    public Duration whole() {
        return issuedAt == null ? Duration.ZERO : Duration.between(issuedAt, expiresAt);
    }
}
