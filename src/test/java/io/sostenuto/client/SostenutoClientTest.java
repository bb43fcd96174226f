package io.sostenuto.client;

import jakarta.ws.rs.ProcessingException;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is sent, and what becomes of the answers; {@link ExampleIT} asks the product itself. */
class SostenutoClientTest {

    private static final SessionCookie COOKIE = new SessionCookie("key.c2VjcmV0");
    private static final String TOKEN = """
            {"accessToken":"BQsecret","tokenType":"Bearer","expiresIn":3540,"scope":"streaming user-read-email","version":7,
            "reauthorizeBy":"2027-05-23T10:00:00Z","error":null,"later":{"a":[1]}}""";

    private FarSide farSide;
    private SostenutoClient client;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        farSide = new FarSide();
        client = RestClientBuilder.newBuilder().baseUri(farSide.uri())
                .register(new CookieRenewal((old, renewed) -> told.add(old.value() + " " + renewed.value())))
                .build(SostenutoClient.class);
    }

    @AfterEach
    void stop() {
        farSide.close();
    }

    private Problem refusal() {
        return catchThrowableOfType(ProblemException.class, () -> client.token(COOKIE)).problem();
    }

    @Test
    void aTokenIsReadAndNotPrinted() {
        farSide.answers(200, "application/json", TOKEN);
        var token = client.token(COOKIE);
        assertThat(farSide.line()).isEqualTo("POST /api/token");
        assertThat(token.accessToken()).isEqualTo("BQsecret");
        assertThat(token.tokenType()).isEqualTo("Bearer");
        assertThat(token.expiresIn()).isEqualTo(3540);
        assertThat(token.scope()).isEqualTo("streaming user-read-email");
        assertThat(token.version()).isEqualTo(7);
        assertThat(token.reauthorizeBy()).isEqualTo(Instant.parse("2027-05-23T10:00:00Z"));
        assertThat(token.toString()).contains("version=7").doesNotContain("BQ");
    }

    @Test
    void theCookieIsSentAndNotPrinted() {
        farSide.answers(200, "application/json", TOKEN);
        client.token(COOKIE);
        assertThat(farSide.sent("Cookie")).isEqualTo("__Host-Http-sostenuto=key.c2VjcmV0");
        assertThat(farSide.sent("Sostenuto-Client")).isNotBlank();
        assertThat(COOKIE.toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void eachQuestionHasItsParameters() {
        farSide.answers(200, "application/json", TOKEN);
        client.tokenNewerThan(COOKIE, 7);
        assertThat(farSide.line()).isEqualTo("POST /api/token?newerThan=7");
        client.tokenFor(COOKIE, 3500);
        assertThat(farSide.line()).isEqualTo("POST /api/token?minTtl=3500");
        client.token(COOKIE, 7, 3500);
        assertThat(farSide.line()).contains("POST /api/token?", "newerThan=7", "minTtl=3500");
    }

    @Test
    void aSessionIsReadWithAndWithoutAUserAndWhereThereIsNone() {
        farSide.answers(200, "application/json", """
                {"authenticated":true,"spotifyUser":{"id":"lena","displayName":null},"scope":"streaming",
                "authorizedAt":"2026-11-24T10:00:00Z","reauthorizeBy":"2027-05-23T10:00:00Z","version":3}""");
        var session = client.session(COOKIE);
        assertThat(farSide.line()).isEqualTo("GET /api/session");
        assertThat(session.authenticated()).isTrue();
        assertThat(session.spotifyUser().orElseThrow().id()).isEqualTo("lena");
        assertThat(session.spotifyUser().orElseThrow().displayName()).isEmpty();
        assertThat(session.authorizedAt()).contains(Instant.parse("2026-11-24T10:00:00Z"));
        assertThat(session.version()).isEqualTo(3);
        farSide.answers(200, "application/json", "{\"authenticated\":true,\"spotifyUser\":null,\"version\":3}");
        assertThat(client.session(COOKIE).spotifyUser()).isEmpty();
        farSide.answers(200, "application/json", "{\"authenticated\":false}");
        assertThat(client.session(COOKIE).authenticated()).isFalse();
    }

    @Test
    void theTimeInTheBodyCountsWhereTheHeaderStopsAtAMinute() {
        farSide.answers(503, "application/problem+json", """
                {"type":"urn:sostenuto:problem:spotify_rate_limited","title":"Spotify asks to wait","status":503,
                "detail":"Ask again.","accessToken":null,"error":"spotify_rate_limited","action":"retry","retryAfter":13749,
                "sessionPreserved":true,"loginUrl":null}""", "Retry-After", "60");
        assertThat(refusal().retryAfter()).hasValue(13749);
    }

    @Test
    void aRefusalSaysWhatToDo() {
        farSide.answers(503, "application/problem+json", """
                {"type":"urn:sostenuto:problem:spotify_unavailable","title":"Spotify is not answering","status":503,
                "detail":"Ask again.","accessToken":null,"error":"spotify_unavailable","action":"retry","retryAfter":5,
                "sessionPreserved":true,"loginUrl":null}""");
        var problem = refusal();
        assertThat(problem.action()).isEqualTo(Problem.Action.RETRY);
        assertThat(problem.retryAfter()).hasValue(5);
        assertThat(problem.error()).isEqualTo("spotify_unavailable");
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.sessionPreserved()).isTrue();
        assertThat(problem.loginUrl()).isEmpty();
        assertThatThrownBy(() -> client.logout(COOKIE)).isInstanceOf(ProblemException.class)
                .hasMessage("503 spotify_unavailable: Spotify is not answering");
    }

    @Test
    void aLoginHasAnAddressAndAReason() {
        farSide.answers(401, "application/problem+json", """
                {"type":"urn:sostenuto:problem:reauthorization_required","title":"T","status":401,"detail":"D",
                "error":"reauthorization_required","action":"login","retryAfter":null,"reason":"revoked",
                "sessionPreserved":false,"loginUrl":"https://music.example.com/api/login"}""");
        var problem = refusal();
        assertThat(problem.action()).isEqualTo(Problem.Action.LOGIN);
        assertThat(problem.reason()).contains("revoked");
        assertThat(problem.loginUrl()).contains("https://music.example.com/api/login");
    }

    @Test
    void anActionOfALaterReleaseIsAPersonsBusiness() {
        farSide.answers(400, "application/problem+json", "{\"error\":\"new_one\",\"action\":\"pray\",\"status\":400}");
        assertThat(refusal().action()).isEqualTo(Problem.Action.OPERATOR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "502 | text/html | <h1>Bad Gateway</h1>",
            "404 | text/html | <h1>Not Found</h1>",
            "503 | application/json | {\"message\":\"no upstream\"}",
            "500 | application/problem+json | {\"error\":\"spot",
            "500 | application/json | 7"})
    void whatIsNotOursIsATemporaryFailure(int status, String type, String body) {
        farSide.answers(status, type, body, "Retry-After", "7");
        var problem = refusal();
        assertThat(problem.error()).isEqualTo(Problem.UNREADABLE);
        assertThat(problem.action()).isEqualTo(Problem.Action.RETRY);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.retryAfter()).hasValue(7);
    }

    @Test
    void nobodyThereIsAProcessingException() {
        farSide.close();
        assertThatThrownBy(() -> client.token(COOKIE)).isInstanceOf(ProcessingException.class)
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void aRenewedCookieIsToldAndADeletedOneIsNot() {
        farSide.answers(200, "application/json", TOKEN, "Set-Cookie",
                "__Host-Http-sostenuto=key.bmV3; Path=/; Secure; HttpOnly; SameSite=Strict");
        client.token(COOKIE);
        assertThat(told).containsExactly("key.c2VjcmV0 key.bmV3");
        farSide.answers(204, "", "", "Set-Cookie", "__Host-Http-sostenuto=; Path=/; Max-Age=0");
        client.logout(COOKIE);
        assertThat(farSide.line()).isEqualTo("POST /api/logout");
        assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a;b", "a b", "a\r\nX-Evil: 1", "a\"b", "a,b", "ä"})
    void nothingThatCouldEndTheHeaderIsACookie(String value) {
        assertThatThrownBy(() -> new SessionCookie(value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not the value of a cookie");
    }
}
