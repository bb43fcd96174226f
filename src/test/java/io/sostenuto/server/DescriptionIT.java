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
    void itNamesTheCallsThatTheCodeHasAndNoOther() throws IOException {
        var generated = new Listener(SharedServer.url().replace("/sostenuto", "")).get("/openapi").response().body();
        assertThat(calls(ApiDescription.tree())).isEqualTo(calls(new ObjectMapper(new YAMLFactory()).readTree(generated)));
    }

    private static Set<String> calls(JsonNode description) {
        var calls = new TreeSet<String>();
        description.at("/paths").fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method ->
                calls.add(method + " " + path.getKey().replaceFirst("^/sostenuto", ""))));
        calls.removeIf(call -> !call.contains(" /api/"));
        return calls;
    }
}
