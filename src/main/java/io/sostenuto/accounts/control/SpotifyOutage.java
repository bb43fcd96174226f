package io.sostenuto.accounts.control;

/** Spotify did not answer, or answered that it cannot. The message is ours and safe to log. */
public class SpotifyOutage extends RuntimeException {
    public SpotifyOutage(String message, Throwable cause) {
        super(message, cause);
    }
}
