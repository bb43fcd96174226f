package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class CookieHeaderTest {

    private static List<CookieHeader.Pair> read(String... headers) {
        return CookieHeader.read((HttpServletRequest) Proxy.newProxyInstance(CookieHeaderTest.class.getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (proxy, method, arguments) -> "Cookie".equals(arguments[0])
                        ? Collections.enumeration(List.of(headers)) : null));
    }

    private static String named(String name, List<CookieHeader.Pair> pairs) {
        return pairs.stream().filter(pair -> pair.name().equals(name)).map(CookieHeader.Pair::value).collect(Collectors.joining("|"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours=v1", " ours=v1 ", "a=b; ours=v1", "ours=v1; a=b", "a=b;ours=v1;c", "a=\"x; ours=v1; y=\"z", "a; ours=v1",
            "=a; ours=v1", ";;; ours=v1;;", "a={\"b\": [1,2]}; ours=v1", "a=b=c; ours=v1", "a=\u00e9; ours=v1", "a=\"; ours=v1",
            "$Version=1; ours=v1; $Path=/", "a=b, c=d; ours=v1", "a=\t; \tours=v1\t", "a=\\\"; ours=v1", "ours =v1", "OURS=x; ours=v1"})
    void neighboursChangeNothing(String header) {
        assertThat(named("ours", read(header))).isEqualTo("v1");
    }

    @Test
    void theValueIsTakenAsItIs() {
        assertThat(named("a", read("a=\"x\"; b=1"))).isEqualTo("\"x\"");
        assertThat(named("a", read("a=x=y=="))).isEqualTo("x=y==");
        assertThat(named("a", read("a="))).isEmpty();
        assertThat(named("a", read("a=1; a=2"))).isEqualTo("1|2");
    }

    @Test
    void severalHeadersAreReadAsOne() {
        assertThat(named("ours", read("a=b", "ours=v1"))).isEqualTo("v1");
        assertThat(read()).isEmpty();
        assertThat(read("")).isEmpty();
    }
}
