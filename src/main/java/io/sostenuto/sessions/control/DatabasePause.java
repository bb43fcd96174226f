package io.sostenuto.sessions.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that Spotify's 429 gave the application, for all nodes together, by the database's clock. Call it through
 * {@link Storage}.
 */
@ApplicationScoped
public class DatabasePause {

    private final Database database;

    @Inject
    public DatabasePause(Database database) {
        this.database = database;
    }

    protected DatabasePause() {
        this.database = null;
    }

    /** @param untilProbe how long nobody tries */
    public boolean begin(Duration wait, Duration untilProbe) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update spotify_pause set ends_at = ?1, next_probe_at = ?2 where id = 1")
                    .setParameter(1, now.plus(wait).toEpochMilli())
                    .setParameter(2, now.plus(untilProbe).toEpochMilli()).executeUpdate() == 1;
        });
    }

    public boolean over() {
        return database.transaction(entities ->
                entities.createNativeQuery("update spotify_pause set ends_at = 0 where id = 1").executeUpdate() == 1);
    }

    /** @return how long it goes on; zero where there is none */
    public Duration left() {
        return database.transaction(entities -> {
            var end = ((Number) entities.createNativeQuery("select ends_at from spotify_pause where id = 1")
                    .getSingleResult()).longValue();
            var left = Duration.between(Database.now(entities), Instant.ofEpochMilli(end));
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    /** @return whether the caller may try: one of all nodes may, each time that this long has passed */
    public boolean takeProbe(Duration untilNext) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update spotify_pause set next_probe_at = ?1 where id = 1 and next_probe_at <= ?2")
                    .setParameter(1, now.plus(untilNext).toEpochMilli())
                    .setParameter(2, now.toEpochMilli()).executeUpdate() == 1;
        });
    }
}
