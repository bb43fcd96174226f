package io.sostenuto.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.sostenuto.ApiDescription;
import io.sostenuto.Listener;
import io.sostenuto.Node;
import io.sostenuto.spotify.SpotifyStandIn;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests made from {@code openapi.yaml}, with anything in the places where a caller may write something: no answer but
 * the described ones, and nothing of our insides or of the request in it.
 */
class FuzzIT {

    /** In each value that we make; it must not come back. */
    private static final String MARK = "zq9x7";
    private static final String INSIDES = "(?s).*(Exception|\\bat io\\.sostenuto|\\bjava\\.|jakarta\\.|org\\.glassfish|SELECT |select .* from).*";
    private static final List<String> NASTY = List.of("", "0", "-1", "1", "2147483648", "99999999999999999999", "1e3", " 1",
            "%00", "%0d%0aInjected: yes", "%E5%98%8A%E5%98%8DInjected: yes", "../../etc/passwd", "..%2f..%2fWEB-INF/web.xml",
            "<script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E", "' or '1'='1", "%27;drop table grants;--",
            "${jndi:ldap://127.0.0.1/x}", "#{7*7}", "{{7*7}}", "\u00e9\u4e2d\ud83c\udfb5", "%", "%zz", "%c0%ae", "//evil.example",
            "https://evil.example/", "javascript:alert(1)", "\\\\evil", "a".repeat(3000), "null", "true", "[]", "{\"a\":1}");

    private static SpotifyStandIn spotify;
    private static Node node;
    /** Whose cookie the requests carry: it may be logged out by one of them. */
    private static Listener listener;
    private static Listener bystander;
    private static final Map<Integer, Integer> SEEN = new ConcurrentHashMap<>();

    @BeforeContainer
    static void start() {
        spotify = SpotifyStandIn.start(0);
        var tokens = new OperatorTokens();
        node = new Node(spotify.url(), Path.of(System.getProperty("test.directory"), "fuzz"))
                .with("MP_JWT_VERIFY_PUBLICKEY", tokens.publicKey()).with("MP_JWT_VERIFY_ISSUER", OperatorTokens.ISSUER).start();
        listener = new Listener(node.url()).connected();
        bystander = new Listener(node.url()).connected();
    }

    @AfterContainer
    static void stop() {
        try {
            assertThat(SEEN.keySet()).as("the requests get beyond the first check").contains(200, 204, 303, 400, 401, 403, 405);
            assertThat(node.log()).doesNotContain("A defect in");
            assertThat(bystander.token().status()).as("a session of somebody else's").isEqualTo(200);
        } finally {
            node.close();
            spotify.close();
        }
    }

    @Property(tries = 1000, seed = "1", shrinking = ShrinkingMode.BOUNDED)
    void everyAnswerIsADescribedOneAndGivesNothingAway(@ForAll("calls") RawCall call) {
        var reply = call.send(URI.create(node.url()).getPort());
        SEEN.merge(reply.status(), 1, Integer::sum);
        var what = call + " answers " + reply;
        if (!call.method().equals("HEAD")) {
            ApiDescription.check(call.method(), call.path(), reply.status(), reply.headers()::get, reply.body());
        }
        assertThat(reply.body()).as(what).doesNotContain("internal_error").doesNotMatch(INSIDES);
        assertThat(reply.headers() + reply.body()).as(what).doesNotContain(MARK);
        assertThat(reply.headers()).as(what).doesNotContainKey("Injected");
        if (reply.status() == 204) {
            listener = new Listener(node.url()).connected(); // that was a logout
        }
        if (reply.status() >= 500) {
            assertThat(reply.headers().get("Content-Type")).as(what).isEqualTo("application/problem+json");
        }
    }

    @Provide
    Arbitrary<RawCall> calls() {
        return Arbitraries.of(operations()).flatMap(operation -> Combinators.combine(
                Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.just(operation.method())),
                        Tuple.of(1, Arbitraries.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"))),
                values(), query(operation), headers(), values().injectNull(0.8))
                .as((method, inPath, query, headers, body) -> new RawCall(method,
                        operation.path().replaceAll("\\{[^}]*}", Matcher.quoteReplacement(segment(inPath))) + query, headers,
                        method.equals("TRACE") || body == null ? "" : body)));
    }

    /** A method and path of the description, and the names of its parameters in the query. */
    private record Operation(String method, String path, List<String> parameters) {
    }

    private static List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        ApiDescription.tree().at("/paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(method ->
                operations.add(new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), names(method.getValue())))));
        return operations;
    }

    private static List<String> names(JsonNode operation) {
        var names = new ArrayList<>(List.of("unknown"));
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        return names;
    }

    private static Arbitrary<String> query(Operation operation) {
        var parameter = Combinators.combine(Arbitraries.of(operation.parameters()), values()).as((name, value) -> name + "=" + inUri(value));
        return parameter.list().ofMaxSize(3).map(all -> all.isEmpty() ? "" : "?" + String.join("&", all));
    }

    private static Arbitrary<List<String>> headers() {
        return Combinators.combine(
                Arbitraries.of("Sostenuto-Client: 1", "Sostenuto-Client: 1", "Sostenuto-Client: 1", "X-None: 1"),
                Arbitraries.of("Cookie", "Origin", "Sec-Fetch-Site", "Authorization", "Accept", "Content-Type", "X-Forwarded-Host",
                        "X-HTTP-Method-Override", "Range", "If-None-Match", "Accept-Language", "Content-Encoding"),
                values(), Arbitraries.of(true, false)).as((client, name, value, connected) -> {
                    var headers = new ArrayList<>(List.of(client));
                    if (connected) {
                        headers.add("Cookie: " + Listener.SESSION + "=" + listener.cookie(Listener.SESSION));
                    }
                    headers.add(name + ": " + prefix(name) + value.replaceAll("[\r\n]", ""));
                    return headers;
                });
    }

    private static String prefix(String name) {
        return name.equals("Cookie") ? Listener.SESSION + "=" : name.equals("Authorization") ? "Bearer " : "";
    }

    /** What breaks programs, or anything; marked, except where the mark would change what it is. */
    private static Arbitrary<String> values() {
        var nasty = Arbitraries.of(NASTY);
        var marked = Arbitraries.of(NASTY).map(value -> value + MARK);
        return Arbitraries.oneOf(nasty, marked, Arbitraries.strings().ofMaxLength(40).map(text -> text + MARK));
    }

    private static String segment(String value) {
        return URLEncoder.encode(value.isEmpty() ? MARK : value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As it stands where it can be written in a request line, else percent-encoded. */
    private static String inUri(String value) {
        return value.matches("[!-~]*") && value.indexOf('#') < 0 ? value : segment(value);
    }
}
