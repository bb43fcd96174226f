package io.sostenuto.sealing.control;

import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import java.util.List;

/** Makes the one {@link Seal}: with the keys that are configured, or with the one that the product made for itself. */
@ApplicationScoped
public class SealProducer {

    @Produces
    @Singleton
    Seal seal(Settings settings) {
        return new Seal(settings.sealKeys().map(keys -> SealKey.parse(keys.value()))
                .orElseGet(() -> List.of(new KeyFile(settings.dataDir()).key())));
    }
}
