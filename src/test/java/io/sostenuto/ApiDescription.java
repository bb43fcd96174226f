package io.sostenuto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code openapi.yaml}: what it says of an answer, every answer of the API in these tests has to be. */
public final class ApiDescription {

    public static final Path FILE = Path.of("webapp/openapi.yaml");
    private static final String NAME = "https://sostenuto.invalid/openapi";
    private static final JsonNode TREE = read();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012,
            factory -> factory.schemaLoaders(loaders -> loaders.schemas(Map.of(NAME, TREE.toString()))));
    private static final SchemaValidatorsConfig STRICT = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private ApiDescription() {
    }

    public static JsonNode tree() {
        return TREE;
    }

    /**
     * Fails where the description knows no such answer to this call. What it does not describe at all has to be refused
     * as such.
     */
    public static void check(HttpResponse<String> response) {
        check(response.request().method(), response.request().uri().getRawPath(), response.statusCode(),
                name -> response.headers().firstValue(name).orElse(null), response.body());
    }

    /** @param header the value of the header of that name, or null */
    public static void check(String method, String rawPath, int status, UnaryOperator<String> header, String body) {
        var path = rawPath.replaceFirst("^/sostenuto", "");
        var type = Optional.ofNullable(header.apply("Content-Type")).orElse("").replaceFirst(";.*", "");
        if (!path.startsWith("/api/") || method.equals("OPTIONS") || isOfTheServer(status, type, body)) {
            return;
        }
        var what = method + " " + path + " " + status + " " + body;
        var operation = operation(path, method);
        var answer = operation.map(at -> target(at + "/responses/" + status)).filter(at -> !TREE.at(at).isMissingNode());
        if (answer.isPresent()) {
            TREE.at(answer.get() + "/headers").fieldNames().forEachRemaining(name ->
                    assertThat(header.apply(name)).as("the header " + name + " of " + what).isNotNull());
            isAsDescribed(answer.get() + "/content", what, type, body);
        } else if (operation.isEmpty() || status == 405 || status == 406) {
            holds("/components/schemas/" + switch (status) {
                case 403 -> "ForbiddenOrigin"; // before anything else is looked at
                case 404 -> "NotFound";
                default -> "RequestRefused";
            }, what, body);
        } else {
            throw new AssertionError("openapi.yaml does not know this answer: " + what);
        }
    }

    /**
     * A server's own page, before the application is there and while it leaves; and what a server or a proxy refuses
     * without a word, because it is no HTTP or nobody's business: our own refusals have a body.
     */
    private static boolean isOfTheServer(int status, String type, String body) {
        return status >= 400 && (type.equals("text/html")
                || (type.isEmpty() && body.isEmpty() && Set.of(400, 404, 405).contains(status)));
    }

    private static void isAsDescribed(String content, String what, String type, String body) {
        if (TREE.at(content).isMissingNode()) {
            assertThat(body).as(what).isEmpty();
            return;
        }
        assertThat(TREE.at(content).has(type)).as(type + " is a described type of " + what).isTrue();
        if (!type.equals("text/html")) { // a page is what it is
            holds(content + "/" + escaped(type) + "/schema", what, body);
        }
    }

    static void holds(String schema, String what, String body) {
        var rules = SCHEMAS.computeIfAbsent(schema, at -> FACTORY.getSchema(SchemaLocation.of(NAME + "#" + at), STRICT));
        try {
            assertThat(rules.validate(new ObjectMapper().readTree(body))).as(what).isEmpty();
        } catch (IOException notJson) {
            throw new AssertionError(what, notJson);
        }
    }

    private static Optional<String> operation(String path, String method) {
        var names = TREE.at("/paths").fieldNames();
        while (names.hasNext()) {
            var name = names.next();
            var at = "/paths/" + escaped(name) + "/" + method.toLowerCase(Locale.ROOT);
            if (path.matches(name.replaceAll("\\{[^}]*}", "[^/]+")) && !TREE.at(at).isMissingNode()) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** @return where the node lies that is here, or that this one refers to */
    static String target(String pointer) {
        var reference = TREE.at(pointer).path("$ref");
        return reference.isMissingNode() ? pointer : target(reference.asText().substring(1));
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(Files.readString(FILE));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
