package io.sostenuto.spotify;

/** A Spotify user. The account id may be null: then {@code /v1/me} does not tell it. */
record Account(String id, String displayName, String accountId) {
}
