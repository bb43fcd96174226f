package io.sostenuto.operations.watching;

import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The only class that knows MicroProfile Metrics. It is no bean: a server without Metrics does not have the classes
 * named here, and must not meet them when it looks for beans.
 */
class Meter {

    @Inject
    private MetricRegistry registry;
    /** Asked for again, a metric has to be described as it was at first. */
    private final Map<String, Metadata> described = new ConcurrentHashMap<>();

    /** To ask the registry at each request costs more than all else that a request needs of the metrics. */
    private final Map<Object, Counter> counters = new ConcurrentHashMap<>();

    /** From now on this counter is told, with 0. */
    void expect(String name, String description, String... tag) {
        registry.counter(described(name, description), tags(tag));
    }

    /**
     * Counts one that was expected.
     *
     * @param tag names, each with its value after it, or nothing
     */
    void count(String name, String... tag) {
        counters.computeIfAbsent(List.of(name, List.of(tag)), found -> registry.counter(described.get(name), tags(tag))).inc();
    }

    /** A histogram of milliseconds: Payara 6.2025.10 mixes seconds and nanoseconds in a timer. */
    void time(String name, Duration took) {
        registry.histogram(described.get(name)).update(took.toMillis());
    }

    void expectTime(String name, String description) {
        registry.histogram(described(name, description));
    }

    <T> void gauge(String name, String description, T of, ToLongFunction<T> value, String... tag) {
        registry.gauge(described(name, description), of, value::applyAsLong, tags(tag));
    }

    private Metadata described(String name, String description) {
        return described.computeIfAbsent(name, one -> Metadata.builder().withName(one).withDescription(description).build());
    }

    private static Tag[] tags(String... tag) {
        return IntStream.range(0, tag.length / 2).mapToObj(pair -> new Tag(tag[2 * pair], tag[2 * pair + 1])).toArray(Tag[]::new);
    }
}
