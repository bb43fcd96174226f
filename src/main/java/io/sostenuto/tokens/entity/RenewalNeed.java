package io.sostenuto.tokens.entity;

import java.time.Duration;

/** Whether a token has to be renewed before a caller gets one, and why. */
public enum RenewalNeed {

    /** The stored token is good for this caller. */
    NONE,
    /** Little of its life is left, or nothing, or there is none. */
    DUE,
    /** The caller would like more life than is left. */
    LONGER,
    /** The caller says that it was rejected. */
    REJECTED;

    /** A token younger than this is not renewed for the life that a caller would like it to have. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /**
     * @param version of the stored token
     * @param left    of its life; zero where there is none
     * @param life    that it had when it was issued
     * @param margin  that has to be left; a quarter of its life, where that is less
     */
    public static RenewalNeed of(TokenRequest request, int version, Duration left, Duration life, Duration margin) {
        var quarter = life.dividedBy(4);
        if (left.compareTo(margin.compareTo(quarter) < 0 ? margin : quarter) <= 0) {
            return DUE;
        }
        if (request.names(version)) {
            return REJECTED;
        }
        var wantsMore = request.minTtl().filter(wanted -> left.compareTo(wanted) < 0).isPresent();
        return wantsMore && life.minus(left).compareTo(FRESH) >= 0 ? LONGER : NONE;
    }

    /** @return whether it is renewed for the caller's sake and would not be yet without him; such renewals are bounded */
    public boolean isEarly() {
        return this == LONGER || this == REJECTED;
    }
}
