package io.sostenuto.login.entity;

import io.sostenuto.login.entity.LoginResult.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LoginAnswerTest {

    private static final String ISSUER = "https://accounts.spotify.com";

    private static LoginAnswer code(String code) {
        return new LoginAnswer(List.of("state"), List.of(code), List.of(), List.of(), false);
    }

    private static LoginAnswer from(String issuer) {
        return new LoginAnswer(List.of("state"), List.of("AQ"), List.of(), List.of(issuer), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AQ", "a b", "~!\"#"})
    void aCodeIsExchanged(String code) {
        assertThat(code(code).failure(ISSUER)).isEmpty();
        assertThat(code("a".repeat(2_048)).failure(ISSUER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000", "a\tb", "caf\u00e9", "\u007f"})
    void whatIsNoCodeIsNot(String code) {
        assertThat(code(code).failure(ISSUER)).contains(Failed.INVALID_CODE);
        assertThat(code("a".repeat(2_049)).failure(ISSUER)).contains(Failed.INVALID_CODE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://accounts.spotify.com/", "https://ACCOUNTS.spotify.com", "http://accounts.spotify.com",
            "https://evil.example"})
    void anotherIssuersAnswerIsNoneToThisLogin(String issuer) {
        assertThat(from(issuer).failure(ISSUER)).contains(Failed.STATE_MISMATCH);
        assertThat(from(ISSUER).failure(ISSUER)).isEmpty();
    }

    @Test
    void norIsOneThatSaysAnythingTwice() {
        assertThat(new LoginAnswer(List.of("state"), List.of("AQ"), List.of(), List.of(), true).failure(ISSUER))
                .contains(Failed.STATE_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({"access_denied, ACCESS_DENIED", "server_error, TEMPORARILY_UNAVAILABLE", "<script>, BROKER_MISCONFIGURED"})
    void anErrorIsToldInOurWordsAlsoBesideACode(String error, Failed failed) {
        assertThat(new LoginAnswer(List.of("state"), List.of("AQ"), List.of(error), List.of(), false).failure(ISSUER)).contains(failed);
    }

    @Test
    void nothingIsPrinted() {
        assertThat(code("AQ-secret").toString()).doesNotContain("AQ");
    }
}
