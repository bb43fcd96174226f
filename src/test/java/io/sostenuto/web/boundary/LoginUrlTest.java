package io.sostenuto.web.boundary;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class LoginUrlTest {

    private static final Settings SETTINGS = new SettingsReader(key -> Optional.ofNullable(Map.of("spotify.client-id", "id",
            "spotify.client-secret", "secret", "spotify.apps", "family", "spotify.app.family.client-id", "other",
            "spotify.app.family.client-secret", "other", "spotify.optional-scopes", "user-library-read").get(key)), Stream::empty).read();

    @ParameterizedTest
    @CsvSource({"default, streaming, ''", "family, streaming, ?app=family", "gone, streaming, ''",
            "family, streaming user-library-read, ?app=family&scope=user-library-read"})
    void itIsALoginThatThisServerHas(String app, String scope, String query) {
        var session = new GrantCopy(SessionId.random(), new AppName(app), Optional.empty(), scope, 1, Optional.empty(), Instant.EPOCH, false);
        assertThat(LoginUrl.of(SETTINGS, Optional.of(session))).hasToString("http://127.0.0.1:8080/api/login" + query);
    }
}
