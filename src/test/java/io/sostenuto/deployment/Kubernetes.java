package io.sostenuto.deployment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code server-config/kubernetes/sostenuto.yaml}, read with Kubernetes' own types: a field that these lack is refused. */
final class Kubernetes {

    private static final Path FILE = Path.of("server-config/kubernetes/sostenuto.yaml");
    private static final Map<String, Class<?>> TYPES = Map.of("v1/Service", Service.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class, "apps/v1/StatefulSet", StatefulSet.class);

    private final List<Object> objects;

    Kubernetes() throws IOException {
        var factory = YAMLFactory.builder().enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(YAMLParser.Feature.EMPTY_STRING_AS_NULL).build();
        var mapper = new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

            /** The types collect unknown fields; here these are mistakes. */
            @Override
            public Boolean hasAnySetter(Annotated member) {
                return false;
            }
        });
        try (var parser = factory.createParser(FILE.toFile())) {
            objects = mapper.readValues(parser, JsonNode.class).readAll().stream().map(node -> read(mapper, node)).toList();
        }
    }

    private static Object read(ObjectMapper mapper, JsonNode node) {
        var name = node.path("apiVersion").asText() + "/" + node.path("kind").asText();
        if (!TYPES.containsKey(name)) {
            throw new AssertionError(name + " is not known");
        }
        try {
            return mapper.treeToValue(node, TYPES.get(name));
        } catch (IOException wrong) {
            throw new AssertionError(name + ": " + wrong.getMessage(), wrong);
        }
    }

    <T> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T> T the(Class<T> type) {
        return all(type).get(0);
    }

    PodSpec pod() {
        return the(StatefulSet.class).getSpec().getTemplate().getSpec();
    }

    Container container() {
        return pod().getContainers().get(0);
    }

    /** @return the paths that the probes ask */
    List<String> probes() {
        return List.of(container().getStartupProbe(), container().getLivenessProbe(), container().getReadinessProbe())
                .stream().map(probe -> probe.getHttpGet().getPath()).toList();
    }
}
