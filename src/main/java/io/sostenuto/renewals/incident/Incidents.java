package io.sostenuto.renewals.incident;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.function.BiConsumer;

/** The incidents of all apps: what Spotify does to one app says nothing about another. */
@ApplicationSingleton
public class Incidents {

    private final Map<AppName, IncidentDetector> apps;
    /** Of a grant whose app is not configured any more: it is never presented, so nobody refuses it. */
    private final IncidentDetector quiet = new IncidentDetector();

    @Inject
    public Incidents(Settings settings) {
        apps = settings.eachApp(app -> new IncidentDetector());
    }

    public IncidentDetector of(AppName app) {
        return apps.getOrDefault(app, quiet);
    }

    /** @return whether any app has an incident */
    public boolean anyIsOpen() {
        return apps.values().stream().anyMatch(IncidentDetector::isOpen);
    }

    public void forEach(BiConsumer<AppName, IncidentDetector> action) {
        apps.forEach(action);
    }
}
