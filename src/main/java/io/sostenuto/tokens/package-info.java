/**
 * Answers one token request: {@link io.sostenuto.tokens.control.TokenManager} serves, has renewed, or refuses; it is the only
 * place that decides. {@link io.sostenuto.tokens.boundary.TokenFilter} asks it where it has no answer at once.
 */
package io.sostenuto.tokens;
