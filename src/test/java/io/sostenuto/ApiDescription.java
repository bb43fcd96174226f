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
import java.util.concurrent.ConcurrentHashMap;

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
    static void check(HttpResponse<String> response) {
        var path = response.request().uri().getRawPath().replaceFirst("^/sostenuto", "");
        var method = response.request().method();
        if (!path.startsWith("/api/") || method.equals("OPTIONS") || isOfTheServer(response)) {
            return;
        }
        var what = method + " " + path + " " + response.statusCode() + " " + response.body();
        var operation = operation(path, method);
        var answer = operation.map(at -> target(at + "/responses/" + response.statusCode()))
                .filter(at -> !TREE.at(at).isMissingNode());
        if (answer.isPresent()) {
            isAsDescribed(answer.get(), what, response);
        } else if (operation.isEmpty() || response.statusCode() == 405 || response.statusCode() == 406) {
            holds("/components/schemas/" + (response.statusCode() == 404 ? "NotFound" : "RequestRefused"), what, response.body());
        } else {
            throw new AssertionError("openapi.yaml does not know this answer: " + what);
        }
    }

    /** A server's own page, before the application is there and while it leaves. */
    private static boolean isOfTheServer(HttpResponse<String> response) {
        return response.statusCode() >= 400 && type(response).equals("text/html");
    }

    private static void isAsDescribed(String answer, String what, HttpResponse<String> response) {
        TREE.at(answer + "/headers").fieldNames().forEachRemaining(name ->
                assertThat(response.headers().firstValue(name)).as("the header " + name + " of " + what).isPresent());
        var content = answer + "/content";
        if (TREE.at(content).isMissingNode()) {
            assertThat(response.body()).as(what).isEmpty();
            return;
        }
        var type = type(response);
        assertThat(TREE.at(content).has(type)).as(type + " is a described type of " + what).isTrue();
        holds(content + "/" + escaped(type) + "/schema", what, response.body());
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

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
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
