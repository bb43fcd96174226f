package io.sostenuto.web.boundary;

import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.web.entity.Problem;
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
}
