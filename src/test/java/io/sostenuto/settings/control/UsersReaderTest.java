package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UsersReaderTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private final Map<String, String> values = new HashMap<>(Map.of(
            "spotify.client-id", "an-id", "spotify.client-secret", "a-secret", "sostenuto.public-url", "https://music.example.com",
            "sostenuto.allowed-origins", "https://music-app.example.com",
            "sostenuto.users.issuer", "https://id.example.com/auth/v1", "sostenuto.users.audiences", "app, web",
            "sostenuto.users.jwks-url", "https://id.example.com/auth/v1/.well-known/jwks.json"));

    private Settings read() {
        return new SettingsReader(key -> Optional.ofNullable(values.get(key)), values.keySet()::stream).read();
    }

    private Settings.Users users() {
        return read().users().orElseThrow();
    }

    private void set(String key, String value) {
        values.put("sostenuto.users." + key, value);
    }

    @Test
    void withoutAnIssuerThereAreNoUsers() {
        values.keySet().removeIf(key -> key.startsWith("sostenuto.users."));
        assertThat(read().users()).isEmpty();
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        assertThat(users().algorithms()).containsExactlyInAnyOrder("ES256", "RS256");
        assertThat(users().audiences()).containsExactlyInAnyOrder("app", "web");
        assertThat(users().name()).isEqualTo("id.example.com");
        assertThat(users().allowedOrigins()).isEmpty();
        assertThat(users().returnUris()).isEmpty();
        assertThat(users().sharedSecret()).isEmpty();
        set("issuer", "our-own");
        assertThat(users().name()).as("one that is no address").isEqualTo("our-own");
        set("name", "Tunes at home");
        assertThat(users().name()).isEqualTo("Tunes at home");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "audiences | ''",
            "audiences | ,",
            "jwks-url | ''",
            "jwks-url | http://id.example.com/jwks",
            "jwks-url | http://localhost/jwks",
            "jwks-url | ftp://id.example.com/jwks",
            "jwks-url | jwks.json",
            "jwks-url | https://name:word@id.example.com/jwks",
            "algorithms | ES384",
            "algorithms | none",
            "algorithms | ES256,es256",
            "algorithms | ,",
            "shared-secret | 0123456789abcdef0123456789abcde",
            "allowed-origins | https://music-app.example.com",
            "allowed-origins | https://other.example.com,https://MUSIC-app.example.com:443",
            "allowed-origins | http://app.example.com",
            "allowed-origins | *",
            "allowed-origins | https://app.example.com/page",
            "return-uris | https://app.example.com/linked#there",
            "return-uris | https://app.example.com/linked#",
            "return-uris | com.example.app:/linked#there",
            "return-uris | http://app.example.com/linked",
            "return-uris | http://localhost/linked",
            "return-uris | example:/linked",
            "return-uris | javascript:alert(1)",
            "return-uris | /linked",
            "return-uris | https://app.example.com/a b"})
    void aWrongValueIsRefusedByName(String key, String value) {
        set(key, value);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sostenuto.users." + key).hasMessageNotContaining("\n").hasMessageNotContaining("0123");
    }

    @ParameterizedTest
    @CsvSource({"issuer, 1000", "return-uris, 1024"})
    void whatNoCookieAndNoRowCouldHoldIsRefused(String key, int longest) {
        var address = "https://app.example.com/";
        set(key, address + "x".repeat(longest - address.length()));
        read();
        set(key, address + "x".repeat(longest - address.length() + 1));
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("sostenuto.users." + key, "characters at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audiences", "jwks-url", "jwks-file", "algorithms", "shared-secret", "shared-secret-file",
            "allowed-origins", "return-uris", "name"})
    void aKeyOfUsersWithoutTheirIssuerIsRefused(String key) {
        values.keySet().removeIf(name -> name.startsWith("sostenuto.users."));
        set(key, "something");
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sostenuto.users." + key + " ").hasMessageContaining("sostenuto.users.issuer");
    }

    @Test
    void keysAreAnAddressOrAFileAndNotBoth() {
        set("jwks-file", "/etc/keys.json");
        assertThatThrownBy(this::read).hasMessageContaining("sostenuto.users.jwks-file");
        set("jwks-url", "");
        assertThat(users().jwksFile()).contains("/etc/keys.json");
    }

    @Test
    void aSharedSecretAloneNeedsNoOtherKeys(@TempDir Path folder) throws Exception {
        set("jwks-url", "");
        set("algorithms", "HS256");
        assertThatThrownBy(this::read).hasMessageContaining("sostenuto.users.shared-secret is missing");
        set("shared-secret-file", Files.writeString(folder.resolve("secret"), SECRET + "\n").toString());
        assertThat(users().sharedSecret().orElseThrow().value()).isEqualTo(SECRET);
        assertThat(users().toString()).doesNotContain(SECRET);
        set("algorithms", "HS256,ES256");
        assertThatThrownBy(this::read).hasMessageContaining("sostenuto.users.jwks-url is missing");
    }

    @Test
    void aLinkMayLeadBackToAPageOrToAnApp() {
        set("return-uris", "https://app.example.com/linked?from=us, http://127.0.0.1:3000/, com.example.app:/linked");
        assertThat(users().returnUris()).containsExactlyInAnyOrder("https://app.example.com/linked?from=us",
                "http://127.0.0.1:3000/", "com.example.app:/linked");
    }

    @Test
    void operatorsOfTheSameIssuerNeedOtherAudiences() {
        values.put("mp.jwt.verify.issuer", "https://id.example.com/auth/v1");
        values.put("mp.jwt.verify.publickey", "AAAA");
        assertThat(users().audiences()).as("theirs are our name and the public URL").contains("app");
        for (var shared : new String[]{"sostenuto", "https://music.example.com"}) {
            set("audiences", "app," + shared);
            assertThatThrownBy(this::read).hasMessageContaining("sostenuto.users.audiences");
        }
        values.put("mp.jwt.verify.audiences", "operators");
        assertThat(users().audiences()).contains("app");
        values.put("mp.jwt.verify.audiences", "operators,app");
        assertThatThrownBy(this::read).hasMessageContaining("sostenuto.users.audiences");
        values.put("mp.jwt.verify.issuer", "https://other.example.com");
        assertThat(users().audiences()).as("of another issuer").contains("app");
    }
}
