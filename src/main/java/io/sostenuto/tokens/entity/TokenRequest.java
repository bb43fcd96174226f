package io.sostenuto.tokens.entity;

import java.time.Duration;
import java.util.Optional;

/**
 * What a caller of the token endpoint asks for.
 *
 * @param newerThan the version that was rejected somewhere: a newer one is wanted
 * @param minTtl    the life the caller needs
 * @param budget    that an early renewal for this caller counts against; empty where that is the session's own
 */
public record TokenRequest(Optional<Integer> newerThan, Optional<Duration> minTtl, Optional<EarlyBudget> budget) {

    public TokenRequest(Optional<Integer> newerThan, Optional<Duration> minTtl) {
        this(newerThan, minTtl, Optional.empty());
    }

    /** @return whether this version is the one that the caller cannot use */
    public boolean names(int version) {
        return newerThan.filter(rejected -> rejected == version).isPresent();
    }
}
