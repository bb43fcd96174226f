/**
 * A valid access token for this session: the token endpoint, the decision to serve, renew or refuse, and the
 * renewal itself, which risks a refresh token only when its successor can be stored.
 *
 * <p>Start at {@link io.sostenuto.tokens.boundary.TokenResource}. To add a rule about when a token is renewed, go to
 * {@link io.sostenuto.tokens.control.TokenManager}; it is the only place that decides.
 */
package io.sostenuto.tokens;
