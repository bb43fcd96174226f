package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.SpotifyApp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the apps at Spotify: the one of the keys without a name, and those that {@code spotify.apps} lists. */
final class AppsReader {

    private static final String LIST = "spotify.apps";
    private static final String ID = "spotify.client-id";
    private static final String SECRET = "spotify.client-secret";

    private final SettingValues values;
    private final Names names;

    AppsReader(SettingValues values) {
        this.values = values;
        this.names = new Names(values, LIST, "spotify.app.", List.of("client-id", "client-secret", "client-secret-file"),
                Set.of(), "family,studio");
    }

    /** @return all by their names, the default one first */
    Map<AppName, SpotifyApp> read() {
        var listed = names.read().stream().map(AppName::new);
        var apps = new LinkedHashMap<AppName, SpotifyApp>();
        Stream.concat(Stream.of(AppName.DEFAULT), listed)
                .forEach(name -> apps.put(name, new SpotifyApp(name, clientId(name), clientSecret(name))));
        return Collections.unmodifiableMap(apps);
    }

    Secret clientSecret(AppName app) {
        var key = key(app, SECRET);
        return values.secret(key).orElseThrow(() -> missing(key, "the client secret", app));
    }

    private String clientId(AppName app) {
        var key = key(app, ID);
        return values.text(key).orElseThrow(() -> missing(key, "the client id", app));
    }

    /** @param key as the app without a name has it */
    private static String key(AppName app, String key) {
        return app.isDefault() ? key : key.replaceFirst("spotify", "spotify.app." + app);
    }

    private static ConfigurationException missing(String key, String what, AppName app) {
        return new ConfigurationException(key, "is missing: set it to " + what + " of the app registered at Spotify"
                + (app.isDefault() ? "" : " that " + LIST + " calls " + app) + " (environment: " + Names.variable(key) + ")");
    }
}
