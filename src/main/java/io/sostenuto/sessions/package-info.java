/**
 * Whose browser is this: the cookies, the session of this request, and its end.
 *
 * <p>A session is one browser's grant from one Spotify user. Nothing here speaks to Spotify, and nothing outside touches a
 * session cookie.
 */
package io.sostenuto.sessions;
