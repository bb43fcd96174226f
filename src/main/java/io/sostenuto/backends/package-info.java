/**
 * Tokens for backends: a client of the configuration exchanges the token of a user for an access token of that user's grant,
 * and ends that grant.
 *
 * <p>Off until {@code sostenuto.clients} is set. No cookie comes here, and none leaves.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693: OAuth 2.0 Token Exchange</a>
 */
package io.sostenuto.backends;
