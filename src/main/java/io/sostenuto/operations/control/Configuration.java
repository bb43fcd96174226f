package io.sostenuto.operations.control;

import io.sostenuto.operations.entity.ConfigurationException;
import io.sostenuto.operations.entity.Settings;
import io.sostenuto.operations.entity.SettingsReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

import java.util.Optional;

/** Reads MicroProfile Config in one place and hands it on as values. */
@ApplicationScoped
public class Configuration {

    @Produces
    @Singleton
    SettingsReader reader() {
        var config = ConfigProvider.getConfig();
        return new SettingsReader(key -> config.getOptionalValue(key, String.class));
    }

    /** @throws ConfigurationException where a value is wrong or missing: the application does not start */
    @Produces
    @Singleton
    Settings settings(SettingsReader reader) {
        return reader.read();
    }

    /** @return the first line of the first cause that is a configuration fault */
    static Optional<String> fault(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return Optional.of(cause.getMessage());
            }
        }
        return Optional.empty();
    }
}
