package io.sostenuto.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Checks the configuration with the product's own reader before anything boots. The reader lies apart in the jar and
 * is loaded apart, so that the web application never meets a second copy of its classes.
 */
final class ConfigurationCheck {

    private static final String READER = "io.sostenuto.settings.control.SettingsReader";

    private ConfigurationCheck() {
    }

    /** @return the one line that says what is wrong; empty when all is well */
    static Optional<String> problem() {
        var jar = ConfigurationCheck.class.getProtectionDomain().getCodeSource().getLocation();
        try (var apart = new URLClassLoader(new URL[]{new URL("jar:" + jar + "!/SOSTENUTO-INF/classes/")},
                ClassLoader.getPlatformClassLoader())) {
            Function<String, Optional<String>> source = Environment::value;
            Supplier<Stream<String>> names = Environment::names;
            apart.loadClass(READER).getMethod("check", Function.class, Supplier.class).invoke(null, source, names);
            return Optional.empty();
        } catch (InvocationTargetException refused) {
            return Optional.of(String.valueOf(refused.getCause().getMessage()));
        } catch (ReflectiveOperationException | IOException broken) {
            throw new IllegalStateException("the jar is incomplete", broken);
        }
    }
}
