package io.sostenuto.web.boundary;

import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.settings.control.SettingsReader;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class ClientAddressTest {

    private final Map<String, String> configured = new HashMap<>(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret"));

    private ClientAddress addresses() {
        return new ClientAddress(new SettingsReader(key -> Optional.ofNullable(configured.get(key)), Stream::empty).read());
    }

    private static HttpServletRequest request(String peer, Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(ClientAddressTest.class.getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                    case "getHeader" -> headers.getOrDefault(arguments[0], List.of()).stream().findFirst().orElse(null);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private String of(String peer, String... lines) {
        return addresses().of(request(peer, Map.of("x-forwarded-for", List.of(lines)))).map(IpAddress::toString).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "192.0.2.7 | 192.0.2.7",
            "198.51.100.9, 192.0.2.7 | 192.0.2.7",
            "192.0.2.7, 127.0.0.1 | 192.0.2.7",
            "192.0.2.7:4711 | 192.0.2.7",
            "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
            "[2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
            "::ffff:192.0.2.7 | 192.0.2.7",
            "unknown | 127.0.0.1",
            "192.0.2.7, , | 192.0.2.7",
            "192.0.2.300 | 127.0.0.1",
            "192.0.2.7, evil.example | 127.0.0.1",
            "127.0.0.1 | 127.0.0.1"})
    void aTrustedProxyIsBelievedAsToTheRightmostAddressThatIsNoProxy(String header, String address) {
        assertThat(of("127.0.0.1", header)).isEqualTo(address);
    }

    @Test
    void severalLinesAreOne() {
        assertThat(of("127.0.0.1", "198.51.100.9", "192.0.2.7, ::1")).isEqualTo("192.0.2.7");
        assertThat(of("0:0:0:0:0:0:0:1", "192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(of("127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void rangesAreTrusted() {
        configured.put("sostenuto.trusted-proxies", "10.0.0.0/8, 2001:db8:1::/48");
        assertThat(of("10.200.0.1", "192.0.2.7, 10.1.1.1")).isEqualTo("192.0.2.7");
        assertThat(of("2001:db8:1:ffff::1", "192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(of("2001:db8:2::1", "192.0.2.7")).isEqualTo("2001:db8:2:0:0:0:0:1");
        assertThat(of("127.0.0.1", "192.0.2.7")).isEqualTo("127.0.0.1");
    }

    @Test
    void oneHeaderIsReadAndNoOther() {
        configured.put("sostenuto.client-address-header", "X-Real-IP");
        var headers = Map.of("x-real-ip", List.of("192.0.2.7"), "x-forwarded-for", List.of("198.51.100.9"));
        assertThat(addresses().of(request("127.0.0.1", headers))).map(IpAddress::toString).contains("192.0.2.7");
    }

    @Test
    void aProxyThatIsNotTrustedIsToldOnce() {
        var lines = new ArrayList<LogRecord>();
        var log = Logger.getLogger(ClientAddress.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        log.addHandler(handler);
        try {
            var addresses = addresses();
            for (var header : List.of("x-forwarded-for", "forwarded")) {
                assertThat(addresses.of(request("192.0.2.1", Map.of(header, List.of("198.51.100.9"))))).map(IpAddress::toString)
                        .contains("192.0.2.1");
            }
            assertThat(lines).singleElement().satisfies(line -> assertThat(line.getParameters()[0]).hasToString("192.0.2.1"));
        } finally {
            log.removeHandler(handler);
        }
    }
}
