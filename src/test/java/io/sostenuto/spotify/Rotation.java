package io.sostenuto.spotify;

/** What a refresh does to the refresh token. */
public enum Rotation {

    /** The answer has no refresh_token and the old one stays valid: Spotify since mid-2026 (S13, F6). */
    NONE,

    /** A new one each time, the old one is dead at once, and presenting a dead one kills the whole family (F4). */
    STRICT,

    /** As {@link #STRICT}, but for a while the superseded one still works and leads to its successor (F5). */
    GRACE,

    /** The same refresh token is sent back (F7). */
    ECHO,

    /** {@code "refresh_token":""}, and the old one stays valid (F8). */
    EMPTY,

    /** {@code "refresh_token":null}, and the old one stays valid (F8). */
    NULL
}
