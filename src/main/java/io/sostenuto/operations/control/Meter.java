package io.sostenuto.operations.control;

import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

import java.util.function.ToLongFunction;

/**
 * The only class that knows MicroProfile Metrics. It is no bean: a server without Metrics does not have the classes
 * named here, and must not meet them when it looks for beans.
 */
class Meter {

    private static final Metadata REFRESHES = Metadata.builder().withName("sostenuto_refreshes")
            .withDescription("Refresh attempts at Spotify by their outcome").build();

    @Inject
    private MetricRegistry registry;

    /** From now on this outcome is told, with 0. */
    void expect(String outcome) {
        registry.counter(REFRESHES, new Tag("outcome", outcome));
    }

    void count(String outcome) {
        registry.counter(REFRESHES, new Tag("outcome", outcome)).inc();
    }

    <T> void gauge(String name, T of, ToLongFunction<T> value) {
        registry.gauge(name, of, value::applyAsLong);
    }

    <T> void gauge(String name, String key, T of, ToLongFunction<T> value) {
        registry.gauge(name, of, value::applyAsLong, new Tag("key", key));
    }
}
