package io.sostenuto.spotify;

/** How a client said who it is at the token endpoint (RFC 6749 section 2.3). */
public enum ClientAuth {

    /** Authorization header. */
    BASIC,

    /** client_id and client_secret in the form. */
    BODY,

    /** client_id alone, as public clients do. */
    ID_ONLY,

    /** Nothing at all. */
    NONE
}
