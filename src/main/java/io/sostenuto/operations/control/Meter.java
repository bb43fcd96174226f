package io.sostenuto.operations.control;

import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * The only class that knows MicroProfile Metrics. It is no bean: a server without Metrics does not have the classes
 * named here, and must not meet them when it looks for beans.
 */
class Meter {

    @Inject
    private MetricRegistry registry;

    /** From now on this counter is told, with 0. */
    void expect(String name, String description, String... tag) {
        registry.counter(described(name, description), tags(tag));
    }

    /** @param tag a name and its value, or nothing */
    void count(String name, String... tag) {
        registry.counter(name, tags(tag)).inc();
    }

    /** A histogram of milliseconds: Payara 6.2025.10 mixes seconds and nanoseconds in a timer. */
    void time(String name, Duration took) {
        registry.histogram(name).update(took.toMillis());
    }

    void expectTime(String name, String description) {
        registry.histogram(described(name, description));
    }

    <T> void gauge(String name, String description, T of, ToLongFunction<T> value, String... tag) {
        registry.gauge(described(name, description), of, value::applyAsLong, tags(tag));
    }

    private static Metadata described(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }

    private static Tag[] tags(String... tag) {
        return tag.length == 0 ? new Tag[0] : new Tag[]{new Tag(tag[0], tag[1])};
    }
}
