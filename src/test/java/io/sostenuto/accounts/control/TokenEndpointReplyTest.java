package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SuspensionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class TokenEndpointReplyTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static SpotifyAnswer read(int status, String body) {
        return TokenEndpointReply.read(new BoundedReply(status, Optional.empty(), body), NOW);
    }

    @Test
    void aGoodAnswerIsRead() {
        var issued = (SpotifyAnswer.Issued) read(200, """
                {"access_token":"BQ1","token_type":"bearer","expires_in":3600,"scope":"streaming","refresh_token":"AQ2"}""");
        assertThat(issued.accessToken().value()).isEqualTo("BQ1");
        assertThat(issued.life()).isEqualTo(Duration.ofHours(1));
        assertThat(issued.scope()).contains("streaming");
        assertThat(issued.refreshToken()).contains(new RefreshToken("AQ2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"refresh_token\":\"\"", ",\"refresh_token\":null"})
    void noNewRefreshTokenIsNone(String member) {
        var issued = (SpotifyAnswer.Issued) read(200, "{\"access_token\":\"BQ1\"" + member + "}");
        assertThat(issued.refreshToken()).isEmpty();
        assertThat(issued.life()).as("a missing expires_in").isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html></html>", "", "{\"access_token\":", "[]", "{}", "{\"access_token\":\"\"}",
            "{\"access_token\":7}", "{\"access_token\":\"BQ\\r\\n1\"}", "{\"access_token\":\"BQ1\",\"expires_in\":0}",
            "{\"access_token\":\"BQ1\",\"expires_in\":-1}", "{\"access_token\":\"BQ1\",\"expires_in\":\"soon\"}",
            "{\"access_token\":\"BQ1\",\"expires_in\":99999999999999999999}",
            "{\"access_token\":\"BQ1\",\"token_type\":\"mac\"}"})
    void whatCannotBeUsedIsGarbled(String body) {
        assertThat(read(200, body)).isInstanceOf(SpotifyAnswer.Garbled.class);
    }

    static Stream<String> excesses() {
        return Stream.of("1e99999999999", "9".repeat(2000), "-1e-99999999999");
    }

    @ParameterizedTest
    @MethodSource("excesses")
    void aNumberBeyondAllBoundsIsGarbledAndItsRefreshTokenKept(String number) {
        var answer = read(200, "{\"access_token\":\"BQ1\",\"refresh_token\":\"AQ2\",\"expires_in\":" + number + "}");
        assertThat(answer).isInstanceOfSatisfying(SpotifyAnswer.Garbled.class, garbled ->
                assertThat(garbled.refreshToken()).contains(new RefreshToken("AQ2")));
    }

    @Test
    void aRefreshTokenInBrokenJsonIsKept() {
        assertThat(read(200, "{\"refresh_token\": \"AQ2\", \"access_token\":")).isInstanceOfSatisfying(
                SpotifyAnswer.Garbled.class, garbled -> assertThat(garbled.refreshToken()).contains(new RefreshToken("AQ2")));
        assertThat(read(200, "{\"access_token\":\"BQ1\",\"refresh_token\": \"AQ")).isInstanceOfSatisfying(
                SpotifyAnswer.Garbled.class, garbled -> assertThat(garbled.refreshToken()).as("half a token").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(value = BoundedReply.End.class, names = {"CUT", "UNSAID"})
    void aNewRefreshTokenThatIsWholeCountsInHalfAnAnswer(BoundedReply.End end) {
        var half = new BoundedReply(200, Optional.empty(), "{\"refresh_token\":\"AQ2\",\"access_tok", end);
        assertThat(TokenEndpointReply.isBrokenOff(half)).isFalse();
        assertThat(TokenEndpointReply.read(half, NOW)).isInstanceOfSatisfying(SpotifyAnswer.Garbled.class, garbled ->
                assertThat(garbled.refreshToken()).contains(new RefreshToken("AQ2")));
        assertThat(TokenEndpointReply.isBrokenOff(new BoundedReply(200, Optional.empty(), "{\"refresh_token\":\"AQ", end))).isTrue();
    }

    @Test
    void a429SaysEnoughHoweverItsBodyEnds() {
        assertThat(TokenEndpointReply.isBrokenOff(new BoundedReply(429, Optional.of("7"), "{\"err", BoundedReply.End.CUT))).isFalse();
    }

    @Test
    void anAnswerBeyondAllDepthsIsGarbled() {
        assertThat(read(200, "{\"a\":".repeat(3000) + "1" + "}".repeat(3000))).isInstanceOf(SpotifyAnswer.Garbled.class);
    }

    @Test
    void aScopeBeyondAllLengthsTellsNothing() {
        var issued = (SpotifyAnswer.Issued) read(200, "{\"access_token\":\"BQ1\",\"scope\":\"" + "s".repeat(4001) + "\"}");
        assertThat(issued.scope()).isEmpty();
    }

    @Test
    void aNewRefreshTokenIsFoundInAnUnusableAnswer() {
        var garbled = (SpotifyAnswer.Garbled) read(200, "{\"refresh_token\":\"AQ2\",\"expires_in\":0}");
        assertThat(garbled.refreshToken()).contains(new RefreshToken("AQ2"));
    }

    @Test
    void onlyInvalidGrantWithStatus400SaysSomethingAboutTheGrant() {
        assertThat(read(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Refresh token revoked\"}"))
                .isEqualTo(new SpotifyAnswer.InvalidGrant(SuspensionReason.REVOKED));
        assertThat(read(400, "{\"error\":\"invalid_grant\"}")).isEqualTo(new SpotifyAnswer.InvalidGrant(SuspensionReason.UNKNOWN));
        assertThat(read(403, "{\"error\":\"invalid_grant\"}")).isInstanceOf(SpotifyAnswer.Garbled.class);
        assertThat(read(400, "invalid_grant")).isInstanceOf(SpotifyAnswer.Garbled.class);
        assertThat(read(400, "{\"error\":\"other\",\"error_description\":\"invalid_grant\"}"))
                .isInstanceOf(SpotifyAnswer.Garbled.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "unauthorized_client", "invalid_request", "unsupported_grant_type",
            "invalid_scope"})
    void theOtherCodesAreTheOperatorsFault(String code) {
        assertThat(read(400, "{\"error\":\"" + code + "\"}")).isEqualTo(new SpotifyAnswer.Misconfigured(code));
    }

    @ParameterizedTest
    @CsvSource({"7,7", "13749,13749", "0,5", "-3,5", "soon,5", "'',5", "999999999,86400"})
    void retryAfterIsReadWithSense(String header, long seconds) {
        assertThat(TokenEndpointReply.wait(Optional.of(header), NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"'Mon, 23 Nov 2026 10:00:40 GMT',40", "'Mon, 23 Nov 2026 10:00:00 GMT',5", "'Mon, 23 Nov 2026 09:59:00 GMT',5",
            "'Mon, 30 Nov 2026 10:00:00 GMT',86400"})
    void retryAfterMayBeADate(String header, long seconds) {
        assertThat(TokenEndpointReply.read(new BoundedReply(429, Optional.of(header), ""), NOW))
                .isEqualTo(new SpotifyAnswer.RateLimited(Duration.ofSeconds(seconds)));
    }

    @Test
    void retryAfterMayBeMissing() {
        assertThat(TokenEndpointReply.wait(Optional.empty(), NOW)).isEqualTo(Duration.ofSeconds(5));
    }
}
