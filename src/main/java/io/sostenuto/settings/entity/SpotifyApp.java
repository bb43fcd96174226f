package io.sostenuto.settings.entity;

/**
 * An app that is registered at Spotify, by the client credentials it has there.
 *
 * @see <a href="https://developer.spotify.com/documentation/web-api/concepts/apps">Spotify: Apps</a>
 */
public record SpotifyApp(AppName name, String clientId, Secret clientSecret) {
}
