package io.sostenuto.backends.entity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormTest {

    private static Form read(String body) {
        return Form.read(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesAndValuesAreDecodedAsUtf8() {
        var form = read("a%20b=c+d%26&name=%C3%A9%C3%BC&raw=ü&&bare&x==y");
        assertThat(form.get("a b")).contains("c d&");
        assertThat(form.get("name")).contains("éü");
        assertThat(form.get("raw")).contains("ü");
        assertThat(form.get("x")).contains("=y");
        assertThat(form.get("nobody")).isEmpty();
    }

    @Test
    void aParameterWithoutAValueIsLeftOut() {
        var form = read("scope=&audience");
        assertThat(form.get("scope")).isEmpty();
        assertThat(form.get("audience")).isEmpty();
        assertThatThrownBy(() -> form.required("scope")).isInstanceOf(OAuthRefused.class).hasMessage("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=2", "a=1&a=1", "a=&a=1", "a=1&%61=1", "a=%zz", "a=%4", "a=%C3", "%FF=1", "a=%C3%28"})
    void whatComesTwiceOrIsMalformedIsRefused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(OAuthRefused.class).hasMessage("invalid_request");
    }

    @Test
    void itDoesNotShowWhatItHolds() {
        assertThat(read("token=very-secret").toString()).doesNotContain("very-secret");
    }
}
