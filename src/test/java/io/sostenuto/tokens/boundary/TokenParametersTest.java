package io.sostenuto.tokens.boundary;

import io.sostenuto.tokens.entity.TokenRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class TokenParametersTest {

    private static final TokenRequest ANY = new TokenRequest(Optional.empty(), Optional.empty());

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"&", "_=1", "minttl=x", "other", "other=1&other=2", "%zz=1", "minTtl%00=1", "%&%=%"})
    void whoAsksForNothingOfOursGetsAnyToken(String query) {
        assertThat(TokenParameters.read(query)).contains(ANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minTtl=300", "minTtl=0300", "a=b&minTtl=300", "minTtl=300&", "min%54tl=%33%30%30"})
    void secondsAreReadHoweverTheyAreWritten(String query) {
        assertThat(TokenParameters.read(query)).contains(new TokenRequest(Optional.empty(), Optional.of(Duration.ofMinutes(5))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minTtl", "minTtl=", "minTtl=-1", "minTtl=+5", "minTtl=86401", "minTtl=1&minTtl=1", "minTtl=1.0", "minTtl=%",
            "minTtl=9999999999999999999", "newerThan=0", "newerThan=2147483648", "newerThan=1&newerThan=x", "minTtl=1&newerThan="})
    void whatIsNoWholeNumberInItsRangeIsWrong(String query) {
        assertThat(TokenParameters.read(query)).isEmpty();
    }

    @Test
    void bothMayBeAskedForAtTheirBounds() {
        assertThat(TokenParameters.read("newerThan=2147483647&minTtl=86400"))
                .contains(new TokenRequest(Optional.of(Integer.MAX_VALUE), Optional.of(Duration.ofDays(1))));
    }
}
