package io.sostenuto.login;

import io.sostenuto.login.control.ReturnPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReturnPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/album/7", "/a?b=c%20d&e=f#g", "/a//b", "/?track=1"})
    void aPathOfOursIsTaken(String path) {
        assertThat(ReturnPath.of(path)).contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
            "javascript:alert(1)", "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "/%5C%5Cevil",
            "evil", "/a\r\nSet-Cookie: x=y", "/%0d%0aSet-Cookie:x", "/a b", "/%zz", "/<script>"})
    void whatCouldLeadElsewhereIsNot(String path) {
        assertThat(ReturnPath.of(path)).isEmpty();
    }
}
