package io.sostenuto.spotify;

import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For JUnit Jupiter: one stand-in a test class (its nested classes included), reset before each test, closed after the
 * class, and handed to every parameter of type {@link SpotifyStandIn}. Registered by a field that is not static, it is
 * one a test.
 *
 * <p>A test that passed fails if a fault it queued has not fired: it did not test what it says. Tests of one class must
 * not run at the same time.
 */
public final class SpotifyStandInExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SpotifyStandInExtension.class);

    private final int port;
    private final Consumer<SpotifyStandIn> setup;

    /** On any free port, as it is. */
    public SpotifyStandInExtension() {
        this(0, asItIs -> { });
    }

    /**
     * @param port  0 takes any free one
     * @param setup is done before each test
     */
    public SpotifyStandInExtension(int port, Consumer<SpotifyStandIn> setup) {
        this.port = port;
        this.setup = setup;
    }

    /** Both: JUnit before 5.13 closes only the one, later versions prefer the other. */
    @SuppressWarnings("deprecation")
    private record Running(SpotifyStandIn spotify) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            spotify.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        spotify(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        spotify(context).reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var unfired = spotify(context).unfired();
        if (unfired > 0 && context.getExecutionException().isEmpty()) {
            throw new AssertionError("Faults that were queued and did not fire: " + unfired);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SpotifyStandIn.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return spotify(context);
    }

    private SpotifyStandIn spotify(ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(Running.class,
                key -> new Running(SpotifyStandIn.start(port, setup)), Running.class).spotify();
    }
}
