/**
 * Answers one token request: {@link io.sostenuto.tokens.control.TokenManager} serves, has renewed, or refuses; it is the only
 * place that decides.
 *
 * <p>Most requests end in {@link io.sostenuto.tokens.boundary.TokenFilter}; {@link io.sostenuto.tokens.boundary.TokenResource} has
 * the others.
 */
package io.sostenuto.tokens;
