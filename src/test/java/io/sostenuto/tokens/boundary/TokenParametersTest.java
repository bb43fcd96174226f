package io.sostenuto.tokens.boundary;

import io.sostenuto.settings.entity.AppName;
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

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"&", "minTtl=300", "App=family", "app=default"})
    void withoutANameItIsTheDefaultApp(String query) {
        assertThat(TokenParameters.app(query)).contains(AppName.DEFAULT);
    }

    @Test
    void anAppIsNamedOnce() {
        assertThat(TokenParameters.app("minTtl=300&app=fam%69ly")).contains(new AppName("family"));
        assertThat(TokenParameters.app("app=family&app=family")).isEmpty();
        assertThat(TokenParameters.app("app=family&app=studio&app=family")).isEmpty();
        assertThat(TokenParameters.app("app=")).as("a name that nobody has").contains(new AppName(""));
        assertThat(TokenParameters.read("app=family&app=family")).as("it is nothing to a browser's request").contains(ANY);
    }
}
