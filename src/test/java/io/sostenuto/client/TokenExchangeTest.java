package io.sostenuto.client;

import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a backend sends, and what becomes of the answers. */
class TokenExchangeTest {

    private static final BackendSecret SECRET = new BackendSecret("jobs", "a.secret~with-32_characters+more");
    private static final String TOKEN = """
            {"access_token":"BQsecret","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer",
            "expires_in":3540,"scope":"streaming","version":7,"later":{"a":[1]}}""";

    private FarSide farSide;
    private TokenExchange backend;

    @BeforeEach
    void start() throws IOException {
        farSide = new FarSide();
        backend = RestClientBuilder.newBuilder().baseUri(farSide.uri()).build(TokenExchange.class);
    }

    @AfterEach
    void stop() {
        farSide.close();
    }

    private ExchangeException.Refusal refusal() {
        return catchThrowableOfType(ExchangeException.class, () -> backend.token(SECRET, TokenExchange.exchange("x"))).refusal();
    }

    @Test
    void aTokenIsReadAndNotPrinted() {
        farSide.answers(200, "application/json", TOKEN);
        var token = backend.token(SECRET, TokenExchange.exchange("ey.J.x").param("audience", "family"));
        assertThat(farSide.line()).isEqualTo("POST /api/oauth/token");
        assertThat(farSide.sentBody().split("&")).containsExactlyInAnyOrder(
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange",
                "subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt", "subject_token=ey.J.x", "audience=family");
        assertThat(token.accessToken()).isEqualTo("BQsecret");
        assertThat(token.expiresIn()).isEqualTo(3540);
        assertThat(token.version()).isEqualTo(7);
        assertThat(token.toString()).contains("version=7").doesNotContain("BQ");
    }

    @Test
    void theSecretIsSentFormEncodedAndNotPrinted() {
        farSide.answers(200, "application/json", TOKEN);
        backend.token(SECRET, TokenExchange.exchange("x"));
        assertThat(new String(Base64.getDecoder().decode(farSide.sent("Authorization").substring("Basic ".length())), StandardCharsets.US_ASCII))
                .isEqualTo("jobs:a.secret%7Ewith-32_characters%2Bmore");
        assertThat(SECRET.toString()).contains("jobs").doesNotContain("secret~");
    }

    @Test
    void whoSignsSendsNoSecret() {
        farSide.answers(200, "application/json", TOKEN);
        backend.token(TokenExchange.signed("a.b.c", TokenExchange.exchange("x")));
        assertThat(farSide.sent("Authorization")).isNull();
        assertThat(farSide.sentBody()).contains("client_assertion=a.b.c",
                "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer");
    }

    @Test
    void anEndIsSent() {
        farSide.answers(200, "application/json", "{}");
        backend.revoke(SECRET, TokenExchange.end("x"));
        assertThat(farSide.line()).isEqualTo("POST /api/oauth/revoke");
        assertThat(farSide.sentBody()).isEqualTo("token=x");
    }

    @Test
    void aRefusalSaysWhy() {
        farSide.answers(400, "application/json", """
                {"error":"invalid_grant","error_description":"This user has no grant.","reason":"no_grant"}""");
        var refusal = refusal();
        assertThat(refusal.error()).isEqualTo("invalid_grant");
        assertThat(refusal.reason()).contains("no_grant");
        assertThat(refusal.description()).isEqualTo("This user has no grant.");
        assertThat(refusal.isTemporary()).isFalse();
        assertThat(refusal.retryAfter()).isEmpty();
    }

    @Test
    void whatIsTemporaryOrNotOursSaysWhenToAskAgain() {
        farSide.answers(503, "application/json", "{\"error\":\"temporarily_unavailable\"}", "Retry-After", "5");
        assertThat(refusal().isTemporary()).isTrue();
        assertThat(refusal().retryAfter()).hasValue(5);
        farSide.answers(502, "text/html", "<h1>Bad Gateway</h1>", "Retry-After", "7");
        assertThat(refusal().error()).isEqualTo(Problem.UNREADABLE);
        assertThat(refusal().isTemporary()).isTrue();
        assertThat(refusal().retryAfter()).hasValue(7);
    }
}
