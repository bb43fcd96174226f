package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.settings.entity.SpotifyApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsReaderTest {

    private static final String KEY = "k1:" + "A".repeat(43) + "=";
    private final Map<String, String> values = new HashMap<>(Map.of(
            "spotify.client-id", "an-id", "spotify.client-secret", "a-secret"));

    private Settings read() {
        return new SettingsReader(key -> Optional.ofNullable(values.get(key)), values.keySet()::stream).read();
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        var settings = read();
        assertThat(settings.accountsUrl()).hasToString("https://accounts.spotify.com");
        assertThat(settings.apiUrl()).hasToString("https://api.spotify.com");
        assertThat(settings.sdkUrl()).hasToString("https://sdk.scdn.co/spotify-player.js");
        assertThat(settings.redirectUri()).hasToString("http://127.0.0.1:8080/api/callback");
        assertThat(settings.refreshMargin()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.spotifyDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.storageDeadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.embeddedDatabase()).isTrue();
        assertThat(settings.logins().perMinute()).isEqualTo(120);
        assertThat(settings.logins().perSecond()).isEqualTo(500);
        assertThat(settings.logins().addressHeader()).isEqualTo("x-forwarded-for");
        assertThat(settings.logins().trustedProxies()).hasSize(2);
        assertThat(settings.toString()).doesNotContain("a-secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "spotify.client-id | ''",
            "spotify.client-secret | ''",
            "spotify.accounts-url | ftp://accounts",
            "sostenuto.trusted-certificates | /nowhere/authorities.pem",
            "sostenuto.trusted-certificates | pom.xml",
            "sostenuto.trusted-certificates | .",
            "sostenuto.egress-proxy | proxy.example.com:3128",
            "sostenuto.egress-proxy | https://proxy.example.com:3128",
            "sostenuto.egress-proxy | http://proxy.example.com",
            "sostenuto.egress-proxy | http://user:word@proxy.example.com:3128",
            "sostenuto.egress-proxy | http://proxy.example.com:3128/path",
            "sostenuto.egress-proxy | http://proxy.example.com:70000",
            "sostenuto.egress-direct | https://accounts.spotify.com",
            "spotify.accounts-url | accounts.spotify.com",
            "spotify.accounts-url | http://accounts.spotify.com",
            "spotify.accounts-url | http://localhost:9090",
            "spotify.accounts-url | http://127.0.0.1.example:9090",
            "spotify.api-url | http://10.0.0.1",
            "spotify.sdk-url | http://sdk.scdn.co/spotify-player.js",
            "sostenuto.allowed-origins | http://app.example.com",
            "sostenuto.allowed-origins | https://app.example.com,http://localhost:3000",
            "mp.jwt.verify.publickey.location | http://id.example.com/jwks",
            "mp.jwt.verify.publickey.location | HTTP://localhost/jwks",
            "mp.jwt.verify.publickey.location | https:///jwks",
            "sostenuto.logins-per-minute | many",
            "sostenuto.logins-per-minute | -1",
            "sostenuto.logins-per-second | 1.5",
            "sostenuto.trusted-proxies | proxy.example.com",
            "sostenuto.trusted-proxies | 10.0.0.0/33",
            "sostenuto.trusted-proxies | 127.0.0.1;10.0.0.1",
            "sostenuto.client-address-header | x forwarded",
            "sostenuto.client-address-header | forwarded",
            "sostenuto.public-url | http://localhost:8080",
            "sostenuto.public-url | http://music.example.com",
            "sostenuto.public-url | https://user@music.example.com",
            "sostenuto.allowed-origins | https://app.example.com/path",
            "sostenuto.allowed-origins | *",
            "sostenuto.cors-request-headers | *",
            "sostenuto.cors-request-headers | sentry-trace baggage",
            "sostenuto.cors-request-headers | x:y",
            "sostenuto.refresh-margin | two minutes",
            "sostenuto.refresh-margin | -PT1S",
            "sostenuto.spotify-deadline | PT1H",
            "sostenuto.storage-deadline | 2",
            "sostenuto.sessions-not-before | yesterday",
            "sostenuto.seal-keys | k1:short",
            "sostenuto.db.url | postgresql://host/db",
            "sostenuto.db.schema | Sostenuto\"; drop",
            "sostenuto.db.schema | pg_own",
            "sostenuto.db.schema | sostenuto",
            "sostenuto.http-address | all of them",
            "spotify.scopes | streaming;drop"})
    void aWrongValueIsRefusedByName(String key, String value) {
        values.put(key, value);
        values.put("mp.jwt.verify.issuer", key.startsWith("mp.jwt") ? "https://id.example.com" : "");
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key).hasMessageNotContaining("\n").hasMessageNotContaining("a-secret");
    }

    @Test
    void aSchemaOfItsOwnIsForPostgres() {
        values.put("sostenuto.seal-keys", KEY);
        values.put("sostenuto.db.url", "jdbc:postgresql://host/db");
        assertThat(read().databaseSchema()).isEmpty();
        values.put("sostenuto.db.schema", "music_1");
        assertThat(read().databaseSchema()).contains("music_1");
        values.put("sostenuto.db.url", "jdbc:h2:tcp://host/db");
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("sostenuto.db.schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9090", "http://127.0.0.2", "http://[::1]:9090", "https://accounts.example.com"})
    void httpIsForALoopbackLiteralAlone(String url) {
        for (var key : new String[]{"spotify.accounts-url", "spotify.api-url", "spotify.sdk-url", "sostenuto.allowed-origins",
            "mp.jwt.verify.publickey.location"}) {
            values.put(key, url);
        }
        values.put("mp.jwt.verify.issuer", "https://id.example.com");
        assertThat(read().accountsUrl()).hasToString(url);
        assertThat(read().allowedOrigins()).hasSize(1);
        assertThat(read().operators()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host/db", "jdbc:h2:tcp://host/db", "jdbc:h2:ssl://host:9092/db"})
    void aDatabaseOfOnesOwnNeedsKeys(String url) {
        values.put("sostenuto.db.url", url);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sostenuto.seal-keys");
        values.put("sostenuto.seal-keys", KEY);
        assertThat(read().sealKeys()).isPresent();
        assertThat(read().embeddedDatabase()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:file:/data/sostenuto", "jdbc:h2:./tcp", "jdbc:h2:mem:ssl"})
    void aDatabaseInOurOwnProcessNeedsNone(String url) {
        values.put("sostenuto.db.url", url);
        assertThat(read().embeddedDatabase()).isTrue();
        assertThat(read().sealKeys()).isEmpty();
    }

    @Test
    void aSecretMayBeAFileButNotBoth(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("secret"), "from-a-file\n");
        values.put("spotify.client-secret-file", file.toString());
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("spotify.client-secret-file");
        values.remove("spotify.client-secret");
        assertThat(read().apps().get(AppName.DEFAULT).clientSecret().value()).isEqualTo("from-a-file");
        values.put("spotify.client-secret-file", folder.resolve("none").toString());
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void furtherAppsAreReadByTheirNamesAfterTheOneWithout(@TempDir Path folder) throws Exception {
        values.put("spotify.apps", "family, studio-2");
        values.put("spotify.app.family.client-id", "family-id");
        values.put("spotify.app.family.client-secret", "family-secret");
        values.put("spotify.app.studio-2.client-id", "studio-id");
        values.put("spotify.app.studio-2.client-secret-file", Files.writeString(folder.resolve("secret"), "studio-secret\n").toString());
        values.put("SPOTIFY_APP_FAMILY_CLIENT_ID", "as the environment writes it");
        var apps = read().apps();
        assertThat(apps.keySet()).extracting(AppName::value).containsExactlyInAnyOrder("default", "family", "studio-2");
        assertThat(apps.get(new AppName("studio-2"))).isEqualTo(new SpotifyApp(new AppName("studio-2"), "studio-id", new Secret("studio-secret")));
        assertThat(apps.get(AppName.DEFAULT).clientId()).isEqualTo("an-id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "spotify.apps | Family | spotify.apps",
            "spotify.apps | default | spotify.apps",
            "spotify.apps | family;studio | spotify.apps",
            "spotify.apps | family,family | spotify.apps",
            "spotify.apps | studio-2,studio2 | spotify.apps",
            "spotify.apps | family | spotify.app.family.client-id",
            "spotify.app.family.client-id | id | spotify.app.family.client-id",
            "SPOTIFY_APP_FAMILY_CLIENT_SECRET | secret | SPOTIFY_APP_FAMILY_CLIENT_SECRET"})
    void anAppThatIsWrongOrMissingIsNamed(String key, String value, String named) {
        values.put(key, value);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("Configuration: " + named + " ");
    }

    @Test
    void optionalScopesAreNoneUnlessTheyAreSet() {
        assertThat(read().optionalScopes()).isEmpty();
        values.put("spotify.optional-scopes", "user-library-read  playlist-read-private");
        assertThat(read().optionalScopes()).containsExactly("user-library-read", "playlist-read-private");
    }

    @Test
    void furtherHeadersOfPagesAreNamedWithCommasBetweenThem() {
        assertThat(read().corsRequestHeaders()).isEmpty();
        values.put("sostenuto.cors-request-headers", " sentry-trace, baggage,traceparent ");
        assertThat(read().corsRequestHeaders()).containsExactly("sentry-trace", "baggage", "traceparent");
    }

    @Test
    void originsAreComparedAsBrowsersWriteThem() {
        values.put("sostenuto.public-url", "https://Music.example.com:443/player/");
        values.put("sostenuto.allowed-origins", "https://app.example.com, https://APP2.example.com:8443");
        var settings = read();
        assertThat(settings.admits("https://music.example.com")).isTrue();
        assertThat(settings.admits("https://app.example.com")).isTrue();
        assertThat(settings.admits("https://app2.example.com:8443")).isTrue();
        assertThat(settings.admits("https://app.example.com.evil.example")).isFalse();
        assertThat(settings.admits("http://app.example.com")).isFalse();
        assertThat(settings.admits("null")).isFalse();
        assertThat(settings.redirectUri()).hasToString("https://Music.example.com:443/player/api/callback");
    }
}
