/**
 * Consent at Spotify, and what comes of it: the authorization code grant with PKCE (RFC 6749 section 4.1, RFC 7636).
 *
 * <p>Nothing depends on this room: whoever has a session does not need to know how it began.
 */
package io.sostenuto.login;
