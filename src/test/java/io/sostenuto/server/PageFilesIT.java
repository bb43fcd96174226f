package io.sostenuto.server;

import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a browser may keep of the page, and for how long, so that a new release reaches it. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class PageFilesIT {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern STAMPED = Pattern.compile("\"(page/[0-9a-f]{16}/[a-z]+\\.(?:js|css))\"");
    private static final String YEAR = "public, max-age=31536000, immutable";

    @BeforeEach
    void server() {
        SharedServer.spotify();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(SharedServer.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static Stream<String> stamped() throws Exception {
        return STAMPED.matcher(new String(get("/").body(), StandardCharsets.UTF_8)).results().map(MatchResult::group)
                .map(quoted -> quoted.substring(1, quoted.length() - 1));
    }

    @Test
    void whatIsStampedIsKeptForAYear() throws Exception {
        assertThat(stamped()).as("the script and the style sheet").hasSize(2);
        for (var path : stamped().toList()) {
            var answer = get("/" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(header(answer, "Cache-Control")).as(path).isEqualTo(YEAR);
            assertThat(header(answer, "Content-Type")).startsWith(path.endsWith(".js") ? "text/javascript" : "text/css");
        }
    }

    @ParameterizedTest
    @CsvSource({"/,text/html", "/index.html,text/html", "/token/token-source.js,text/javascript", "/token/token-source.d.ts,text/plain",
            "/icons/favicon.svg,image/svg+xml", "/openapi.yaml,application/yaml", "/sostenuto.css,text/css", "/player/player.js,text/javascript"})
    void ofEverythingElseABrowserAsks(String path, String type) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Content-Type")).startsWith(type);
        var digest = MessageDigest.getInstance("SHA-256").digest(answer.body());
        assertThat(header(answer, "ETag")).as("the content's, so the same on every node")
                .isEqualTo("W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"');
        var again = get(path, "If-None-Match", "\"other\", " + header(answer, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "Cache-Control")).isEqualTo("no-cache");
        assertThat(get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsCompressedForWhoTakesGzip() throws Exception {
        var plain = get("/");
        var compressed = get("/", "Accept-Encoding", "br, gzip");
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(compressed, "Vary")).contains("Accept-Encoding");
        assertThat(header(compressed, "ETag")).isEqualTo(header(plain, "ETag"));
        assertThat(compressed.body().length).isLessThan(plain.body().length);
        assertThat(unpacked(compressed.body())).isEqualTo(plain.body());
    }

    private static byte[] unpacked(byte[] octets) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
            return in.readAllBytes();
        }
    }

    /** The page of one release, the script of a node with another: while a balancer has both. */
    @Test
    void underAnotherReleasesNameIsOursAndNobodyKeepsIt() throws Exception {
        for (var path : stamped().toList()) {
            var other = get("/" + path.replaceAll("[0-9a-f]{16}", "0123456789abcdef"));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(header(other, "Cache-Control")).isEqualTo("no-store");
            assertThat(other.body()).isEqualTo(get("/" + path).body());
        }
        assertThat(get("/page/0123456789abcdef/other.js").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/web-inf/web.xml", "/META-INF/MANIFEST.MF", "/page/", "/token/", "/token", "/none",
            "//WEB-INF/web.xml", "/page/%2e%2e/WEB-INF/web.xml", "/token/..%2fWEB-INF/web.xml", "/index.html/", "/WEB-INF/classes/META-INF/persistence.xml"})
    void nothingElseIsGiven(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(300);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("<web-app", "<persistence", "Manifest-Version");
    }

    @Test
    void theModulesOfTheClientAreAsTheyWereWritten() throws Exception {
        for (var name : new String[]{"token-source.js", "server.js", "tabs.js"}) {
            assertThat(get("/token/" + name).body()).isEqualTo(Files.readAllBytes(Path.of("webapp/token", name)));
        }
    }
}
