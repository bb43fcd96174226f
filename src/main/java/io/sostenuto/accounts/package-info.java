/**
 * Spotify's accounts service, in our words: two grants, a guard and a rate limit.
 *
 * <ul>
 * <li>{@code control}: the refresh and the exchange of a code; an answer is a value, an outage is an exception
 * <li>{@code transport}: the REST client, whom it trusts, and what it sends in time or not at all
 * <li>{@code limits}: a bound and a circuit for calls, and the time that a 429 gave
 * </ul>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749 section 3.2: the token endpoint</a>
 */
package io.sostenuto.accounts;
