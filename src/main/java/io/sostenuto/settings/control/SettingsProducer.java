package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads MicroProfile Config in one place and hands it on as values. */
@ApplicationScoped
public class SettingsProducer {

    @Produces
    @Singleton
    SettingsReader reader() {
        var config = ConfigProvider.getConfig();
        return new SettingsReader(key -> config.getOptionalValue(key, String.class),
                () -> StreamSupport.stream(config.getPropertyNames().spliterator(), false));
    }

    /** @throws ConfigurationException where a value is wrong or missing: the application does not start */
    @Produces
    @Singleton
    Settings settings(SettingsReader reader) {
        return reader.read();
    }

    /** @return the first line of the first cause that is a configuration fault */
    public static Optional<String> fault(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return Optional.of(cause.getMessage());
            }
        }
        return Optional.empty();
    }
}
