package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientsReaderTest {

    private static final String SECRET = "s".repeat(32);
    private static final String OTHER = "o".repeat(40);
    private final Map<String, String> values = new HashMap<>();

    private Map<String, BackendClient> read() {
        return new ClientsReader(new SettingValues(key -> Optional.ofNullable(values.get(key)), values.keySet()::stream)).read();
    }

    @Test
    void withoutNamesThereIsNoClient() {
        values.put("SOSTENUTO_CLIENT_ADDRESS_HEADER", "x-real-ip");
        values.put("sostenuto.client-address-header", "x-real-ip");
        assertThat(read()).isEmpty();
    }

    @Test
    void aClientHasASecretOrTwoOrKeys(@TempDir Path folder) throws Exception {
        values.put("sostenuto.clients", "jobs, night-jobs,shop");
        values.put("sostenuto.client.jobs.secret", SECRET + " , " + OTHER);
        values.put("sostenuto.client.night-jobs.jwks-file", Files.writeString(folder.resolve("keys"), "{\"keys\":[]}\n").toString());
        values.put("sostenuto.client.shop.jwks-url", "https://shop.example.com/keys?kind=jwks");
        var clients = read();
        assertThat(clients.keySet()).containsExactly("jobs", "night-jobs", "shop");
        assertThat(clients.get("jobs").secrets()).containsExactly(new Secret(SECRET), new Secret(OTHER));
        assertThat(clients.get("jobs").toString()).doesNotContain(SECRET);
        assertThat(clients.get("jobs").mayAssert()).isFalse();
        assertThat(clients.get("night-jobs").jwks()).contains("{\"keys\":[]}");
        assertThat(clients.get("shop").jwksUrl().orElseThrow()).hasToString("https://shop.example.com/keys?kind=jwks");
    }

    @Test
    void aSecretInAFileIsReadAsItIsNow(@TempDir Path folder) throws Exception {
        var file = folder.resolve("secret");
        values.put("sostenuto.clients", "jobs");
        values.put("sostenuto.client.jobs.secret-file", Files.writeString(file, SECRET + "\n").toString());
        var reader = new ClientsReader(new SettingValues(key -> Optional.ofNullable(values.get(key)), values.keySet()::stream));
        assertThat(reader.read("jobs").secrets()).containsExactly(new Secret(SECRET));
        Files.writeString(file, OTHER);
        assertThat(reader.read("jobs").secrets()).containsExactly(new Secret(OTHER));
    }

    @Test
    void aClientThatMayAssertHasAKeyAndThereAreUsers() {
        values.put("sostenuto.clients", "shop");
        values.put("sostenuto.client.shop.jwks-url", "https://shop.example.com/keys");
        values.put("sostenuto.client.shop.may-assert", "true");
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("sostenuto.client.shop.may-assert ");
        values.put("sostenuto.users.issuer", "https://id.example.com");
        assertThat(read().get("shop").mayAssert()).isTrue();
        values.remove("sostenuto.client.shop.jwks-url");
        values.put("sostenuto.client.shop.secret", SECRET);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("sostenuto.client.shop.may-assert ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sostenuto.clients | Jobs | sostenuto.clients",
            "sostenuto.clients | jobs,default | sostenuto.clients",
            "sostenuto.clients | jobs,jobs | sostenuto.clients",
            "sostenuto.clients | jobs,night-jobs,nightjobs | sostenuto.clients",
            "sostenuto.clients | jobs,shop | sostenuto.client.shop.secret",
            "sostenuto.client.shop.secret | ssssssssssssssssssssssssssssssss | sostenuto.client.shop.secret",
            "SOSTENUTO_CLIENT_SHOP_SECRET_FILE | /run/secrets/shop | SOSTENUTO_CLIENT_SHOP_SECRET_FILE",
            "sostenuto.client.jobs.sekret | ssssssssssssssssssssssssssssssss | sostenuto.client.jobs.sekret",
            "sostenuto.client.jobs.secret | sssssssssssssssssssssssssssssss | sostenuto.client.jobs.secret",
            "sostenuto.client.jobs.secret | ssssssssssssssssssssssssssssss+s | sostenuto.client.jobs.secret",
            "sostenuto.client.jobs.secret | ssssssssssssssssssssssssssssssss, | sostenuto.client.jobs.secret",
            "sostenuto.client.jobs.may-assert | yes | sostenuto.client.jobs.may-assert",
            "sostenuto.client.jobs.jwks-url | http://jobs.example.com/keys | sostenuto.client.jobs.jwks-url",
            "sostenuto.client.jobs.jwks-url | https://jobs.example.com/keys#one | sostenuto.client.jobs.jwks-url",
            "sostenuto.client.jobs.jwks-file | /nowhere/keys | sostenuto.client.jobs.jwks-file"})
    void whatIsWrongOrMissingIsNamed(String key, String value, String named) {
        values.put("sostenuto.clients", "jobs");
        values.put("sostenuto.client.jobs.secret", SECRET);
        values.put(key, value);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("Configuration: " + named + " ");
    }

    @Test
    void threeSecretsAreTooMany() {
        values.put("sostenuto.clients", "jobs");
        values.put("sostenuto.client.jobs.secret", SECRET + "," + OTHER + "," + SECRET);
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("sostenuto.client.jobs.secret ");
    }

    @Test
    void keysFromTwoPlacesAreRefused(@TempDir Path folder) throws Exception {
        values.put("sostenuto.clients", "jobs");
        values.put("sostenuto.client.jobs.jwks-file", Files.writeString(folder.resolve("keys"), "{}").toString());
        values.put("sostenuto.client.jobs.jwks-url", "https://jobs.example.com/keys");
        assertThatThrownBy(this::read).isInstanceOf(ConfigurationException.class).hasMessageContaining("sostenuto.client.jobs.jwks-file ");
    }
}
