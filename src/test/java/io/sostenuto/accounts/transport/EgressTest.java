package io.sostenuto.accounts.transport;

import io.sostenuto.egress.Authority;
import io.sostenuto.egress.ForwardProxy;
import io.sostenuto.egress.Relay;
import io.sostenuto.launcher.NonBlockingTransport;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.spotify.SpotifyStandIn;
import jakarta.ws.rs.core.Form;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Whom calls trust and which way they go, over both transports of the runnable jar's REST client. */
class EgressTest {

    /** The JVM's two clients; the older one is where nothing else is brought. */
    private enum Transport { OLD, NEW }

    private static final Executor HERE = Runnable::run;
    @TempDir
    private static Path folder;
    private static Authority authority;
    private static SpotifyStandIn spotify;
    private final Map<String, String> settings = new HashMap<>(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret"));

    @BeforeAll
    static void start() throws Exception {
        authority = new Authority(folder);
        spotify = SpotifyStandIn.start(0);
    }

    @AfterAll
    static void stop() {
        spotify.close();
    }

    private Egress egress() {
        return new Egress(new SettingsReader(key -> Optional.ofNullable(settings.get(key)), Stream::empty).read());
    }

    private Egress trusting() {
        settings.put("sostenuto.trusted-certificates", authority.pem().toString());
        return egress();
    }

    private static BoundedReply call(Transport transport, Egress egress, String address) {
        var builder = RestClientBuilder.newBuilder().baseUri(URI.create(address)).followRedirects(false)
                .property("microprofile.rest.client.disable.default.mapper", true);
        if (transport == Transport.NEW) {
            new NonBlockingTransport().onNewClient(SpotifyAccounts.class, builder);
        }
        return BoundedReply.within(Duration.ofSeconds(20), egress.lead(builder, URI.create(address)).build(SpotifyAccounts.class)
                .token("Basic any", new Form().param("any", "thing")), HERE).join();
    }

    private static String failure(Transport transport, Egress egress, String address) {
        try {
            return "an answer: " + call(transport, egress, address);
        } catch (CompletionException failed) {
            return CallFailure.inWords(failed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownAuthorityIsNamedAndATrustedOneIsTrusted(Transport transport) throws Exception {
        try (var tls = relay(authority.server("ip:127.0.0.1"))) {
            assertThat(failure(transport, egress(), at(tls))).isEqualTo("no TLS connection: the authority of its certificate is"
                    + " not known (subject CN=accounts of a test, issuer CN=Authority of a test):"
                    + " sostenuto.trusted-certificates may name it");
            assertThat(call(transport, trusting(), at(tls)).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredCertificateIsToldAsOne(Transport transport) throws Exception {
        try (var tls = relay(authority.server("ip:127.0.0.1", "-startdate", "-3d", "-validity", "1"))) {
            assertThat(failure(transport, trusting(), at(tls)))
                    .isEqualTo("no TLS connection: a certificate has expired (subject CN=accounts of a test, issuer CN=Authority of a test)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateThatIsNotValidYetIsToldAsOne(Transport transport) throws Exception {
        try (var tls = relay(authority.server("ip:127.0.0.1", "-startdate", "+1d", "-validity", "1"))) {
            assertThat(failure(transport, trusting(), at(tls)))
                    .startsWith("no TLS connection: a certificate is not valid yet, or this machine's clock is wrong");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherHostsCertificateIsToldAsOne(Transport transport) throws Exception {
        try (var tls = relay(authority.server("dns:elsewhere.example"))) {
            assertThat(failure(transport, trusting(), at(tls)))
                    .startsWith("no TLS connection: its certificate is for another name (subject CN=accounts of a test");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyIsGoneThroughButForHostsThatAreCalledDirectly(Transport transport) throws Exception {
        try (var tls = relay(authority.server("ip:127.0.0.1,dns:localhost")); var proxy = new ForwardProxy()) {
            settings.put("sostenuto.egress-proxy", proxy.url());
            settings.put("sostenuto.egress-direct", "elsewhere.example, LOCALHOST");
            assertThat(call(transport, trusting(), at(tls)).status()).isEqualTo(400);
            assertThat(proxy.asked()).containsExactly("CONNECT 127.0.0.1:" + tls.port());
            assertThat(call(transport, egress(), "https://localhost:" + tls.port()).status()).isEqualTo(400);
            assertThat(proxy.asked()).hasSize(1);
            assertThat(call(transport, egress(), spotify.url()).status()).as("without TLS").isEqualTo(400);
            assertThat(proxy.asked()).last().isEqualTo("POST " + spotify.url() + "/api/token");
            proxy.refuse(true);
            assertThat(failure(transport, egress(), at(tls))).startsWith("the proxy of sostenuto.egress-proxy does not connect to it (");
        }
    }

    @Test
    void namesBelowADotAreCalledDirectly() {
        settings.put("sostenuto.egress-proxy", "http://proxy.example:3128");
        settings.put("sostenuto.egress-direct", ".example.com");
        var egress = new SettingsReader(key -> Optional.ofNullable(settings.get(key)), Stream::empty).read().egress();
        assertThat(egress.proxyFor(URI.create("https://accounts.example.com"))).isEmpty();
        assertThat(egress.proxyFor(URI.create("https://example.com"))).isPresent();
        assertThat(egress.proxyFor(URI.create("https://accounts.spotify.com"))).isPresent();
    }

    @Test
    void theNewTransportAsksForHttp11() throws Exception {
        try (var tls = relay(authority.server("ip:127.0.0.1"))) {
            assertThat(call(Transport.NEW, trusting(), at(tls)).status()).as("this relay chooses h2 where it is offered").isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotThereIsToldAsOne(Transport transport) throws IOException {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        assertThat(failure(transport, egress(), "http://127.0.0.1:" + port)).isEqualTo("no connection");
        assertThat(failure(transport, egress(), "http://nowhere.invalid")).isEqualTo("its host name is not known");
    }

    @Test
    void whatAStrangerWritesIntoACertificateIsCutAndCleaned() {
        assertThat(CallFailure.safe("CN=\n\u001b[31m\u00e4" + "x".repeat(1000))).matches("[\\x20-\\x7e]{1,203}").startsWith("CN=?[31m?xxx");
    }

    private static Relay relay(SSLContext tls) throws IOException {
        return new Relay(spotify.port(), tls);
    }

    private static String at(Relay relay) {
        return "https://127.0.0.1:" + relay.port();
    }
}
