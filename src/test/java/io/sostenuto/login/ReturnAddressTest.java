package io.sostenuto.login;

import io.sostenuto.login.control.ReturnAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ReturnAddressTest {

    private static final Set<String> ALLOWED = Set.of("https://shop.example.com");

    @ParameterizedTest
    @ValueSource(strings = {"/", "/album/7", "/a?b=c%20d&e=f#g", "/a//b", "/?track=1"})
    void aPathOfOursIsTaken(String path) {
        assertThat(ReturnAddress.of(path, Set.of())).contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
            "javascript:alert(1)", "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "/%5C%5Cevil",
            "evil", "/a\r\nSet-Cookie: x=y", "/%0d%0aSet-Cookie:x", "/a b", "/%zz", "/<script>"})
    void whatCouldLeadElsewhereIsNot(String path) {
        assertThat(ReturnAddress.of(path, Set.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.com/", "https://shop.example.com/album/7?b=c#d"})
    void aPageOfAnAllowedOriginIsTaken(String address) {
        assertThat(ReturnAddress.of(address, ALLOWED)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.com", "https://shop.example.com.evil.example/", "https://shop.example.com:8443/",
            "https://shop.example.com@evil.example/", "http://shop.example.com/", "HTTPS://shop.example.com/",
            "https://shop.example.com//evil.example", "https://shop.example.com/\\evil", "https://shop.example.com/%0d%0ax"})
    void whatOnlyLooksLikeAnAllowedOriginIsNot(String address) {
        assertThat(ReturnAddress.of(address, ALLOWED)).isEmpty();
    }
}
