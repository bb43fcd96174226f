package io.sostenuto.web.boundary;

import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.web.entity.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemAnswerTest {

    private final ProblemAnswer problems = new ProblemAnswer(new SettingsReader(key -> Optional.ofNullable(
            Map.of("spotify.client-id", "id", "spotify.client-secret", "secret").get(key)), Stream::empty).read());

    @ParameterizedTest
    @CsvSource({"PT0S, 1, 1", "PT0.2S, 1, 1", "PT59.5S, 60, 60", "PT1M, 60, 60", "PT1M0.1S, 60, 61", "PT3H49M9S, 60, 13749"})
    void theHeaderIsNeverZeroAndAtMostAMinuteAndTheBodySaysHowLongItTakes(Duration wait, String header, int body) {
        var answer = problems.of(Problem.SPOTIFY_RATE_LIMITED, Optional.of(wait), Optional.empty());
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo(header);
        assertThat((String) answer.getEntity()).contains("\"retryAfter\":" + body + ",");
    }

    @ParameterizedTest
    @CsvSource({"NO_SESSION, login, link", "REAUTHORIZATION_REQUIRED, login, link", "FOREIGN_LINK, link, link",
            "INVALID_CONNECT_CODE, link, link", "INVALID_USER_TOKEN, login, login", "TOO_MANY_LOGINS, retry, retry",
            "STORAGE_UNAVAILABLE, retry, retry", "BROKER_MISCONFIGURED, operator, operator"})
    void whatHelpsABrowserIsALoginHereAndWhatHelpsAUserIsALink(Problem problem, String ofBrowser, String ofUser) {
        assertThat((String) problems.of(problem).getEntity()).contains("\"action\":\"" + ofBrowser + "\"")
                .contains(ofBrowser.equals("login") && problem != Problem.INVALID_USER_TOKEN ? "\"loginUrl\":\"http" : "\"loginUrl\":null");
        assertThat((String) problems.ofUser(problem, Optional.empty()).getEntity()).contains("\"action\":\"" + ofUser + "\"")
                .contains("\"loginUrl\":null");
    }

    @Test
    void aUserTokenIsAskedForAsBearersAre() {
        assertThat(problems.of(Problem.INVALID_USER_TOKEN).getHeaderString("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(problems.of(Problem.NO_SESSION).getHeaderString("WWW-Authenticate")).startsWith("Sostenuto ");
    }
}
