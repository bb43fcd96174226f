package io.sostenuto.login.control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"/list?tags=a|b /list?tags=a%7Cb", "/a?{}^`[]\\ /a?%7B%7D%5E%60%5B%5D%5C", "/a#x|y /a#x%7Cy",
            "/a?b#c#d /a?b#c%23d", "/a?100%&b=%7C /a?100%25&b=%7C", "/a?b=\u00e4#\u4e2d /a?b=\u00e4#\u4e2d", "/a[1] /a%5B1%5D",
            "/a?next=//evil.example /a?next=//evil.example", "/a?text=%0A /a?text=%0A"})
    void whatABrowserLeavesAsItIsArrivesPercentEncoded(String asked, String arrives) {
        assertThat(ReturnAddress.of(asked, Set.of())).contains(arrives);
        assertThat(ReturnAddress.of("https://shop.example.com" + asked, ALLOWED)).contains("https://shop.example.com" + arrives);
    }

    @Test
    void anAddressMayHaveAThousandAndTwentyFourCharacters() {
        assertThat(ReturnAddress.of("/" + "a".repeat(1_023), Set.of())).isPresent();
        assertThat(ReturnAddress.of("/" + "a".repeat(1_024), Set.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/, /?login=x", "/a?b=c, /a?b=c&login=x", "/a?b=c#d?e=f, /a?b=c&login=x#d?e=f", "/a?login=y&b=c, /a?b=c&login=x",
            "/a?log%69n=y, /a?login=x", "/a?login, /a?login=x", "/a#b, /a?login=x#b", "/a?logins=y, /a?logins=y&login=x",
            "https://shop.example.com/a?b#c, https://shop.example.com/a?b&login=x#c"})
    void aFailureIsToldInTheQueryAndReplacesAnOlderOne(String address, String told) {
        assertThat(ReturnAddress.withNotice(address, "x")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"https://app.example/linked, https://app.example/linked?connect_code=x", "https://app.example/?a=b, https://app.example/?a=b&connect_code=x",
            "https://app.example/?connect_code=y&a=b&login=z, https://app.example/?a=b&connect_code=x", "com.example.app:/linked, com.example.app:/linked?connect_code=x"})
    void aCodeIsToldInTheQueryAndNothingElseIsTold(String address, String told) {
        assertThat(ReturnAddress.withCode(address, "x")).isEqualTo(told);
    }
}
