package io.sostenuto.tokens.entity;

import java.time.Duration;
import java.util.Optional;

/**
 * What a caller of the token endpoint asks for.
 *
 * @param newerThan the version that was rejected somewhere: a newer one is wanted
 * @param minTtl    the life the caller needs
 */
public record TokenRequest(Optional<Integer> newerThan, Optional<Duration> minTtl) {

    /** @return whether this version is the one that the caller cannot use */
    public boolean names(int version) {
        return newerThan.filter(rejected -> rejected == version).isPresent();
    }
}
