/**
 * Whose browser is this: the two cookies, the row that decides, the journal behind both, and the end of a session.
 *
 * <p>A session is one browser's grant from one Spotify user. Nothing here speaks to Spotify, and nothing outside
 * touches a cookie or an {@code EntityManager}.
 */
package io.sostenuto.sessions;
