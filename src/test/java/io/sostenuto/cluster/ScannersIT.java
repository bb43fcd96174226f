package io.sostenuto.cluster;

import io.sostenuto.Debian;
import io.sostenuto.spotify.Rotation;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools that are not ours look at the running product, by {@code mvn verify -Psecurity}. What they find is answered in
 * {@code threat-model.md}; anything else makes this fail.
 */
@Tag("security")
class ScannersIT {

    private static final Path SOURCES = Path.of("src/test/npm");
    private static final Path TOOLS = Path.of(System.getProperty("test.directory"), "scanners");

    private static Deployment deployment;
    private static Front front;

    @BeforeAll
    static void start() throws Exception {
        assertThat(Front.Kind.NGINX.isHere()).as("nginx is installed").isTrue();
        // the scanners look at the addresses in the policy: Spotify's, which nobody asks here
        deployment = new Deployment(2, node -> node.with("SPOTIFY_SDK_URL", "https://sdk.scdn.co/spotify-player.js")
                .with("SPOTIFY_API_URL", "https://api.spotify.com"));
        deployment.begin(Rotation.NONE);
        front = new Front(Front.Kind.NGINX, deployment);
        Files.createDirectories(TOOLS);
        try (var files = Files.list(SOURCES)) {
            for (var file : files.toList()) {
                Files.write(TOOLS.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        run(5, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    @AfterAll
    static void stop() {
        front.close();
        deployment.close();
    }

    @Test
    void theObservatoryGivesItsBestGrade() throws Exception {
        var found = json(run(1, "env", "NODE_EXTRA_CA_CERTS=" + front.certificate(), "node", "observe.mjs", "127.0.0.1",
                String.valueOf(front.plainPort), String.valueOf(deployment.publicPort)));
        assertThat(found.getJsonArray("results").getValuesAs(JsonObject.class)).hasSizeGreaterThan(8)
                .allSatisfy(result -> assertThat(result.getBoolean("pass")).as(result.toString()).isTrue());
        assertThat(found.getString("grade")).isEqualTo("A+");
    }

    @Test
    void thePolicyHasNoWayAroundButTheHostOfTheSdk() throws Exception {
        var policy = front.browser().get("/").header("Content-Security-Policy");
        var findings = json(run(1, "node", "policy.mjs", policy)).getJsonArray("findings").getValuesAs(JsonObject.class);
        // 50: "may be": whatever is served from our own origin and the SDK's may run; 10 and below are worse
        assertThat(findings).allSatisfy(finding -> assertThat(finding.getInt("severity")).as(finding.toString()).isGreaterThanOrEqualTo(50));
        assertThat(findings).extracting(finding -> finding.getString("directive") + " " + finding.getString("value"))
                .containsExactlyInAnyOrder("script-src 'self'", "script-src https://sdk.scdn.co");
    }

    @Test
    void wapitiFindsNothingButWhatTheProxyAdds() throws Exception {
        assertThat(Files.exists(Path.of("/usr/bin/wapiti")) || Debian.install("wapiti")).as("wapiti is installed").isTrue();
        var product = deployment.cluster.node(0).url();
        var report = TOOLS.resolve("wapiti.json").toAbsolutePath();
        var command = new ArrayList<>(List.of("wapiti", "-u", product + "/", "--flush-session", "--no-bugreport", "-m", "all",
                "-f", "json", "-o", report.toString(), "--max-scan-time", "60", "--max-attack-time", "20"));
        Stream.of("/api/login?return_to=/x", "/api/callback?state=a&code=b", "/api/callback?error=access_denied", "/api/session",
                "/api/sessions", "/api/player", "/api/admin/keys", "/api/admin/sessions?user=x", "/openapi.yaml", "/?login=x")
                .forEach(path -> command.addAll(List.of("-s", product + path)));
        run(8, command.toArray(String[]::new));
        var found = json(Files.readString(report));
        var findings = new ArrayList<String>();
        Stream.of("vulnerabilities", "anomalies").map(found::getJsonObject).forEach(kind -> kind.keySet().forEach(name ->
                kind.getJsonArray(name).getValuesAs(JsonObject.class).forEach(finding ->
                        findings.add(name + ": " + finding.getString("path") + " " + finding.getString("info")))));
        // HSTS belongs to TLS, which the proxy has; X-XSS-Protection is a header that no browser of today reads
        assertThat(findings).allMatch(finding -> finding.endsWith("Strict-Transport-Security is not set")
                || finding.endsWith("X-XSS-Protection is not set"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-H", "-B", "-X"})
    void slowRequestsKeepNobodyWaiting(String kind) throws Exception {
        assertThat(Files.exists(Path.of("/usr/bin/slowhttptest")) || Debian.install("slowhttptest")).as("slowhttptest is installed").isTrue();
        var node = deployment.cluster.node(0).url();
        var listener = deployment.connected("slow" + kind);
        var attack = CompletableFuture.supplyAsync(() -> {
            try {
                return run(2, "slowhttptest", "-c", "400", kind, "-i", "5", "-r", "200", "-t", kind.equals("-X") ? "GET" : "POST", "-u",
                        node + (kind.equals("-X") ? "/" : "/api/token"), "-x", "24", "-p", "3", "-l", "15");
            } catch (IOException | InterruptedException failed) {
                throw new AssertionError(failed);
            }
        });
        var served = 0;
        for (; !attack.isDone(); served++) {
            assertThat(deployment.cluster.at(0, listener).token().status()).isEqualTo(200);
        }
        assertThat(served).isGreaterThan(20);
        assertThat(attack.join()).contains("service available").doesNotContain("NO");
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** @return what it wrote; fails unless it ends well */
    private static String run(int minutes, String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile(TOOLS, "output", ".txt");
        var process = new ProcessBuilder(command).directory(TOOLS.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        var said = Files.readString(output);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
        return said;
    }
}
