package io.sostenuto.operations.operators;

/**
 * Whose grants an operator asks for: a Spotify user's, in whatever browsers they are, or those of a user of the application.
 *
 * @param name as Spotify, or as the issuer of that user's tokens, writes it
 */
record Whose(boolean ofApplication, String name) {
}
