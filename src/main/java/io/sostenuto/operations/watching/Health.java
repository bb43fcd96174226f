package io.sostenuto.operations.watching;

import io.sostenuto.grants.journal.Journal;
import io.sostenuto.operations.start.StartUp;
import io.sostenuto.operations.upkeep.KeyUse;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

import java.util.Locale;

/**
 * The probes. Ready tells whether this node can serve: not before the first contact with the database, and not while
 * it stops. A database lost later is told, and the node stays ready, because sessions live on from the cookie. None
 * asks Spotify, and live asks nobody.
 */
@ApplicationScoped
public class Health {

    @Inject
    private DatabaseGate storage;
    @Inject
    private Journal journal;
    @Inject
    private StartUp startUp;
    @Inject
    private KeyUse keys;

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> HealthCheckResponse.up("sostenuto");
    }

    @Produces
    @Startup
    HealthCheck started() {
        return () -> HealthCheckResponse.up("sostenuto");
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> {
            var response = HealthCheckResponse.named("sostenuto")
                    .withData("database", storage.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .withData("journal", journal.isWritable() ? "present" : "cannot be written");
            keys.rows().forEach((id, rows) -> response.withData("sessions sealed with " + id, rows));
            return response.status(storage.state() != DatabaseGate.State.NOT_REACHED && !startUp.isStopping()).build();
        };
    }
}
