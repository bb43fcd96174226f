package io.sostenuto.sealing.entity;

/**
 * What a sealed text is for. It is bound to the ciphertext as associated data, so a text sealed for one purpose
 * never opens for another.
 */
public enum Purpose {
    SESSION_COOKIE,
    LOGIN_COOKIE,
    REFRESH_TOKEN,
    PREVIOUS_REFRESH_TOKEN,
    ACCESS_TOKEN,
    JOURNAL,
    CONNECT_ADDRESS,
    PENDING_GRANT
}
