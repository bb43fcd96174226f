package io.sostenuto.storage.control;

import io.sostenuto.ApplicationSingleton;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Locale;

/** Work that one node at a time does, by the database's clock. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class NodeTurn {

    /** The kinds of such work; each has a row. */
    public enum Work {
        TIDY
    }

    /** Transactions that overlap have begun in another order than they take the row. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Database database;

    @Inject
    public NodeTurn(Database database) {
        this.database = database;
    }

    /** @return whether it is the caller's; nobody else gets it for so long, also where the caller dies */
    public boolean take(Work work, Duration length) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update turns set taken_until = ?1"
                            + " where name = ?2 and (taken_until <= ?3 or taken_until > ?4)") // or a clock was set back
                    .setParameter(1, now.plus(length).toEpochMilli())
                    .setParameter(2, work.name().toLowerCase(Locale.ROOT))
                    .setParameter(3, now.toEpochMilli())
                    .setParameter(4, now.plus(length).plus(TOLERANCE).toEpochMilli()).executeUpdate() == 1;
        });
    }
}
