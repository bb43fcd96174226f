package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.SpotifyApp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the apps at Spotify: the one of the keys without a name, and those that {@code spotify.apps} lists. */
final class AppsReader {

    private static final String LIST = "spotify.apps";
    private static final String ID = "spotify.client-id";
    private static final String SECRET = "spotify.client-secret";
    private static final String OF_APPS = "SPOTIFY_APP_";

    private final SettingValues values;

    AppsReader(SettingValues values) {
        this.values = values;
    }

    /** @return all by their names, the default one first */
    Map<AppName, SpotifyApp> read() {
        var names = names();
        refuseKeysOfOthers(names);
        var apps = new LinkedHashMap<AppName, SpotifyApp>();
        Stream.concat(Stream.of(AppName.DEFAULT), names.stream())
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
                + (app.isDefault() ? "" : " that " + LIST + " calls " + app) + " (environment: " + variable(key) + ")");
    }

    private List<AppName> names() {
        var names = values.list(LIST).map(AppName::new).toList();
        if (!names.stream().allMatch(name -> Names.isName(name.value())) || names.contains(AppName.DEFAULT)) {
            throw new ConfigurationException(LIST, "should be names like family,studio with commas between them: small letters,"
                    + " digits and dashes, a letter first, at most 31; default is the app of the keys without a name");
        }
        if (Names.areAlike(names.stream().map(AppName::value))) {
            throw new ConfigurationException(LIST, "has a name twice, or two that differ in a dash alone: an environment"
                    + " variable could not tell them apart");
        }
        return names;
    }

    /** A key with a name that was mistyped would be one that nobody reads. */
    private void refuseKeysOfOthers(List<AppName> names) {
        var known = names.stream().flatMap(name -> Stream.of(ID, SECRET, SECRET + "-file")
                .map(what -> variable(key(name, what)))).collect(Collectors.toSet());
        values.names().filter(name -> variable(name).startsWith(OF_APPS) && !known.contains(variable(name))).findFirst().ifPresent(name -> {
            throw new ConfigurationException(name, "is not a key of an app that " + LIST + " lists: add the app's name there,"
                    + " or correct this key (client-id, client-secret and client-secret-file are there)");
        });
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
