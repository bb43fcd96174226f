package io.sostenuto.storage.entity;

import java.util.stream.Stream;

/** A failure and what caused it. */
public final class Causes {

    /** Deeper than any chain is; a chain may be a ring. */
    private static final int DEEPEST = 20;

    private Causes() {
    }

    /** @return the failure, its cause, that one's cause, and so on */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(DEEPEST);
    }

    /** @return the last of its causes; the failure itself where there is none */
    public static Throwable root(Throwable failure) {
        return of(failure).reduce((outer, inner) -> inner).orElseThrow();
    }
}
