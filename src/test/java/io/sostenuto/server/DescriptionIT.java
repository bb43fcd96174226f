package io.sostenuto.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sostenuto.ApiDescription;
import io.sostenuto.Listener;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** The description of the API: ours, as it is served, and the server's own, made from the code. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class DescriptionIT {

    @BeforeEach
    void ready() {
        SharedServer.spotify();
    }

    @Test
    void theCommittedDescriptionIsServed() throws IOException {
        var served = SharedServer.listener().get("/openapi.yaml");
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("Content-Type")).startsWith("application/yaml");
        assertThat(served.response().body()).isEqualTo(Files.readString(ApiDescription.FILE));
    }

    @Test
    void itNamesTheCallsParametersAndAnswersThatTheCodeDoes() throws IOException {
        var generated = new Listener(SharedServer.url().replace("/sostenuto", "")).get("/openapi").response().body();
        assertThat(lines(ApiDescription.tree())).isEqualTo(lines(new ObjectMapper(new YAMLFactory()).readTree(generated)));
    }

    /** Every method, path, parameter and status, one a line. */
    private static Set<String> lines(JsonNode description) {
        var lines = new TreeSet<String>();
        description.at("/paths").fields().forEachRemaining(path -> {
            var name = path.getKey().replaceFirst("^/sostenuto", "");
            path.getValue().fields().forEachRemaining(method -> {
                var call = method.getKey() + " " + name;
                // headers not: Payara leaves out the only parameter of a method without arguments
                method.getValue().path("parameters").forEach(parameter -> Optional.of(resolved(description, parameter))
                        .filter(found -> !found.path("in").asText().equals("header"))
                        .ifPresent(found -> lines.add(call + " takes " + found.path("name").asText())));
                method.getValue().path("responses").fieldNames().forEachRemaining(status ->
                        lines.add(call + " answers " + status));
            });
        });
        lines.removeIf(line -> !line.contains(" /api/") || line.endsWith(" default"));
        return lines;
    }

    private static JsonNode resolved(JsonNode description, JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }
}
