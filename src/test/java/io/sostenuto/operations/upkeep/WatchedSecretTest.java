package io.sostenuto.operations.upkeep;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WatchedSecretTest {

    private final List<String> handed = new ArrayList<>();
    private String file = "first";
    private Error error;
    private final WatchedSecret<Secret> secret = new WatchedSecret<>(this::read, next -> {
        if (next.value().startsWith("bad")) {
            throw new ConfigurationException("a key", "should not be bad");
        }
        if (error != null) {
            var once = error;
            error = null;
            throw once;
        }
        handed.add(next.value());
    });

    private Optional<Secret> read() {
        if (file == null) {
            throw new ConfigurationException("a key", "names a file that cannot be read");
        }
        return Optional.of(new Secret(file));
    }

    private void looksFind(String... contents) {
        for (var content : contents) {
            file = content;
            secret.look();
        }
    }

    @Test
    void whatIsThereFromTheBeginningIsNotHandedOn() {
        looksFind("first", "first", "first");
        assertThat(handed).isEmpty();
    }

    @Test
    void whatIsNewIsHandedOnOnceTwoLooksAgree() {
        looksFind("first", "sec", "second", "second", "second", "third");
        assertThat(handed).containsExactly("second");
        looksFind("third");
        assertThat(handed).containsExactly("second", "third");
    }

    @Test
    void whatCouldNotBeUsedForAnErrorIsTriedAgainAtTheNextLook() {
        error = new OutOfMemoryError("unable to create native thread");
        assertThatThrownBy(() -> looksFind("second", "second")).isInstanceOf(OutOfMemoryError.class);
        looksFind("second", "second");
        assertThat(handed).containsExactly("second");
    }

    @Test
    void whatIsUnreadableOrRefusedLeavesTheOldOne() {
        looksFind(null, null, "bad", "bad", "first", "first");
        assertThat(handed).as("the first one never went").isEmpty();
        looksFind("second", "second");
        assertThat(handed).containsExactly("second");
    }
}
