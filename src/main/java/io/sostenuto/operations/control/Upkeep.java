package io.sostenuto.operations.control;

import io.sostenuto.sessions.control.Grants;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.sessions.entity.End;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.concurrent.TimeUnit;

/** What is done beside the requests: the journal goes into the database, and what is over is cleared away. */
@ApplicationScoped
public class Upkeep {

    @Inject
    private Workers workers;
    @Inject
    private Storage storage;
    @Inject
    private Grants grants;
    @Inject
    private Journal journal;

    /** Begins at the first contact with the database and goes on until the node stops. */
    void begin() {
        workers.timer().scheduleWithFixedDelay(this::drain, 0, 1, TimeUnit.SECONDS);
        workers.timer().scheduleWithFixedDelay(() -> storage.ask(() -> {
            grants.tidy();
            return true;
        }), 1, 10, TimeUnit.MINUTES);
    }

    private void drain() {
        for (var copy : journal.waitingGrants()) {
            storage.ask(() -> {
                grants.heal(copy);
                return copy;
            }).thenAccept(journal::done);
        }
        for (var copy : journal.waitingEnds()) {
            storage.ask(() -> {
                grants.end(copy, End.LOGOUT);
                return copy.session();
            }).thenAccept(journal::endDone);
        }
    }
}
