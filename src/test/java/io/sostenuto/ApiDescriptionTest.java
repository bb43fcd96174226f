package io.sostenuto;

import com.fasterxml.jackson.databind.JsonNode;
import io.sostenuto.web.entity.Problem;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

class ApiDescriptionTest {

    @Test
    void everyExampleFitsItsSchema() {
        var examples = new ArrayList<String>();
        contents("", ApiDescription.tree()).forEach(content -> {
            var node = ApiDescription.tree().at(content);
            if (node.has("example")) {
                examples.add(content + "/example");
                ApiDescription.holds(content + "/schema", content, node.get("example").toString());
            }
            node.path("examples").fieldNames().forEachRemaining(name -> {
                examples.add(content + "/examples/" + name);
                var at = ApiDescription.target(content + "/examples/" + name) + "/value";
                ApiDescription.holds(content + "/schema", at, ApiDescription.tree().at(at).toString());
            });
        });
        assertThat(examples).hasSizeGreaterThan(20);
    }

    @Test
    void everyProblemIsDescribedWithItsTextAndStatus() {
        var described = new TreeSet<String>();
        ApiDescription.tree().at("/components/schemas").forEach(schema -> schema.path("allOf").forEach(part ->
                described.add(part.at("/properties/error/const").asText())));
        assertThat(described).containsAll(Arrays.stream(Problem.values()).map(Problem::code).toList());
        var examples = ApiDescription.tree().at("/components/examples");
        assertThat(examples).hasSizeGreaterThan(10);
        examples.forEach(example -> {
            var problem = Problem.valueOf(example.at("/value/error").asText().toUpperCase(Locale.ROOT));
            assertThat(example.at("/value/title").asText()).isEqualTo(problem.title());
            assertThat(example.at("/value/detail").asText()).isEqualTo(problem.detail());
            assertThat(example.at("/value/status").asInt()).isEqualTo(problem.status());
        });
    }

    /** @return where a media type is described */
    private static ArrayList<String> contents(String at, JsonNode node) {
        var found = new ArrayList<String>();
        node.fields().forEachRemaining(field -> {
            var below = at + "/" + ApiDescription.escaped(field.getKey());
            if (at.endsWith("/content")) {
                found.add(below);
            } else {
                found.addAll(contents(below, field.getValue()));
            }
        });
        return found;
    }
}
