package io.sostenuto.backends.entity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

class ClientJwtTest {

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatItSaysOfItselfIsRead() {
        var jwt = ClientJwt.read(part("{\"typ\":\"application/Subject+JWT\"}") + "." + part("{\"iss\":\"jobs\"}") + ".x").orElseThrow();
        assertThat(jwt.type()).isEqualTo("subject+jwt");
        assertThat(jwt.issuer()).contains("jobs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"iss\":}", "\"text\""})
    void whatIsNoObjectIsNoJwt(String json) {
        assertThat(ClientJwt.read(part(json) + "." + part("{}") + ".x")).isEmpty();
        assertThat(ClientJwt.read(part("{}") + "." + part(json) + ".x")).isEmpty();
    }

    @Test
    void whatIsNestedDeeplyIsNoJwtAndNoDefect() {
        var deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThat(ClientJwt.read(part("{}") + "." + part(deep) + ".x")).isEmpty();
    }
}
