package io.sostenuto.operations.start;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.IncidentMarks;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.schema.DatabaseAddress;
import io.sostenuto.storage.schema.Durability;
import io.sostenuto.storage.schema.Schema;
import io.sostenuto.storage.schema.SchemaUnfit;
import io.sostenuto.storage.schema.SqlFailure;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The first contact with the database: its schema is brought up to date, then the product is open. */
@ApplicationScoped
public class FirstContact {

    private static final Logger LOG = Logger.getLogger(FirstContact.class.getName());

    private static final String POOLER = " (a pooler in transaction mode is in between: add prepareThreshold=0 to the address"
            + " of the server's data source)";
    private static final int WARMING_QUESTIONS = 20;

    @Inject
    private Database database;
    @Inject
    private Threads threads;
    @Inject
    private DatabaseGate storage;
    @Inject
    private GrantStore grants;
    @Inject
    private IncidentMarks marks;
    @Inject
    private Incidents incidents;
    @Inject
    private Settings settings;
    @Inject
    private ChangeCounters counters;
    @Inject
    private ForeignChanges foreignChanges;
    private final NewestReason reason = new NewestReason(System::nanoTime);

    /** @return whether the database was reached and is as it should be; else ask again later */
    public boolean run() {
        var reached = false;
        try {
            // first: where the database is away, the unit would tell it with a stack trace
            var address = DatabaseAddress.of(database.source());
            reached = true;
            if (needsKeys(address)) {
                tell("sostenuto.seal-keys is missing: with a database of your own it should be"
                        + " kid:base64-of-32-bytes, the same on every node");
                return false;
            }
            var unit = CompletableFuture.runAsync(database::open, threads.storage()); // half a second, meanwhile
            var postgres = database.isPostgres();
            new Schema(database.source(), postgres, settings.databaseSchema()).migrate();
            if (postgres) {
                Durability.switchedOff(database.source()).forEach(setting ->
                        LOG.log(Level.WARNING, "PostgreSQL runs with {0} off: a crash of it may cost sessions", setting));
            }
            unit.join();
            counters.countsAreComplete(address.isExclusive());
            foreignChanges.enable(postgres);
            incidents.forEach((app, incident) -> incident.share(marks.hasIncident(app)));
            warmUp();
            storage.open();
            LOG.info("The database is open.");
            return true;
        } catch (SchemaUnfit unfit) {
            tell(unfit.getMessage());
        } catch (SQLException | RuntimeException | Error failed) { // of pools, too; and whatever it is, it is tried again
            tell((reached && !SqlFailure.isAway(failed) ? "The database is reached, but cannot be used yet: "
                    : "The database cannot be reached yet, the node waits for it: ") + SqlFailure.root(failed)
                    + (SqlFailure.isOfPooler(failed) ? POOLER : ""));
        }
        return false;
    }

    /** A key that one node made for itself is of no use to the others. */
    private boolean needsKeys(DatabaseAddress address) {
        return settings.sealKeys().isEmpty() && !address.isEmbedded();
    }

    /** The first questions take seconds on a cold machine; a herd that meets them would be told that nobody is there. */
    private void warmUp() {
        for (var question = 0; question < WARMING_QUESTIONS; question++) {
            grants.find(SessionId.random());
        }
    }

    private void tell(String words) {
        reason.tell(words).ifPresent(LOG::warning);
    }
}
