package io.sostenuto.spotify;

/** What became of a presentation at the token endpoint. */
public enum Outcome {

    /** Tokens were issued; a refresh left the refresh token as it was. */
    ISSUED,

    /** Tokens were issued, a new refresh token among them, and the presented one is superseded. */
    ROTATED,

    /** A superseded refresh token was presented within the grace time and led to its successor. */
    GRACE,

    /** Refused with an error of RFC 6749 section 5.2. */
    REFUSED,

    /** A superseded refresh token was presented; it was refused, and its whole family is dead now. */
    REUSE_DETECTED,

    /** A fault answered, or did not answer; nothing was processed and nothing has changed. */
    FAULT
}
