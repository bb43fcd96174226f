package io.sostenuto.backends.control;

import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.Secret;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ClientSecretsTest {

    private static Optional<BackendClient> with(String... secrets) {
        return Optional.of(new BackendClient("jobs", List.of(secrets).stream().map(Secret::new).toList(), Optional.empty(), Optional.empty(), false));
    }

    @Test
    void eachOfTheSecretsIsRightAndNothingElse() {
        assertThat(ClientSecrets.isRight(with("one", "two"), "one")).isTrue();
        assertThat(ClientSecrets.isRight(with("one", "two"), "two")).isTrue();
        assertThat(ClientSecrets.isRight(with("one", "two"), "on")).isFalse();
        assertThat(ClientSecrets.isRight(with("one"), "")).isFalse();
    }

    @Test
    void whoHasNoSecretHasNotTheEmptyOne() {
        assertThat(ClientSecrets.isRight(with(), "")).isFalse();
        assertThat(ClientSecrets.isRight(Optional.empty(), "")).isFalse();
    }
}
