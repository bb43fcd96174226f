package io.sostenuto.accounts.limits;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import java.time.Duration;
import java.time.Instant;

/**
 * The times that Spotify's 429 gave the apps, for all nodes together, by the database's clock. Each app has a row, once it
 * was given a pause.
 * Call it through {@link DatabaseGate}.
 *
 * <p>Whoever writes a row puts the next probe one interval ahead. One that lies further ahead was written before the
 * database's clock was set back; then none of the row's times is believed.
 */
@ApplicationSingleton
public class RateLimitRow {

    private static final Seen NEVER_PAUSED = new Seen(0, Duration.ZERO);
    /** Transactions that overlap have begun in another order than they write. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /**
     * What a row says.
     *
     * @param end  tells one pause from another; 0 where a call was answered since
     * @param left how long it goes on; zero where its time is over or not to be believed
     */
    public record Seen(long end, Duration left) {

        /** @return whether it was ended by an answer of Spotify's and not by its time */
        public boolean wasLifted() {
            return end == 0;
        }
    }

    private static final String UPDATE = "update spotify_pause set ends_at = ?1, next_probe_at = ?2 where app = ?3";
    private static final String INSERT = "insert into spotify_pause (id, ends_at, next_probe_at, app)"
            + " select max(id) + 1, ?1, ?2, ?3 from spotify_pause";

    private final Database database;

    @Inject
    public RateLimitRow(Database database) {
        this.database = database;
    }

    /** @param untilProbe how long nobody tries. @return {@link Seen#end} of this pause */
    public long begin(AppName app, Duration wait, Duration untilProbe) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            var end = now.plus(wait).toEpochMilli();
            if (write(entities, UPDATE, app, end, now.plus(untilProbe)) == 0) {
                write(entities, INSERT, app, end, now.plus(untilProbe)); // of two at once, the second begins again
            }
            return end;
        });
    }

    private static int write(EntityManager entities, String statement, AppName app, long end, Instant nextProbe) {
        return entities.createNativeQuery(statement).setParameter(1, end).setParameter(2, nextProbe.toEpochMilli())
                .setParameter(3, app.value()).executeUpdate();
    }

    /** A call was answered. */
    public boolean lift(AppName app) {
        return database.transaction(entities -> entities
                .createNativeQuery("update spotify_pause set ends_at = 0 where app = ?1").setParameter(1, app.value())
                .executeUpdate() == 1);
    }

    /** @param untilProbe as at {@link #begin} */
    public Seen look(AppName app, Duration untilProbe) {
        return database.transaction(entities -> {
            var rows = entities.createNativeQuery("select ends_at, next_probe_at from spotify_pause where app = ?1")
                    .setParameter(1, app.value()).getResultList();
            if (rows.isEmpty()) {
                return NEVER_PAUSED;
            }
            var columns = (Object[]) rows.get(0);
            var now = Database.now(entities);
            var end = ((Number) columns[0]).longValue();
            var left = Duration.between(now, Instant.ofEpochMilli(end));
            var isTrue = ((Number) columns[1]).longValue() <= furthest(now, untilProbe);
            return new Seen(end, left.isNegative() || !isTrue ? Duration.ZERO : left);
        });
    }

    /**
     * @param left of the pause, as the caller knows it: what the row says after the database's clock was set back
     * @return whether the caller may try: one of all nodes may, each time that this long has passed
     */
    public boolean takeProbe(AppName app, Duration untilNext, Duration left) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update spotify_pause set next_probe_at = ?1,"
                            + " ends_at = case when ends_at > 0 and next_probe_at > ?3 then ?4 else ends_at end"
                            + " where app = ?5 and (next_probe_at <= ?2 or next_probe_at > ?3)")
                    .setParameter(1, now.plus(untilNext).toEpochMilli())
                    .setParameter(2, now.toEpochMilli())
                    .setParameter(3, furthest(now, untilNext))
                    .setParameter(4, now.plus(left).toEpochMilli())
                    .setParameter(5, app.value()).executeUpdate() == 1;
        });
    }

    private static long furthest(Instant now, Duration untilProbe) {
        return now.plus(untilProbe).plus(TOLERANCE).toEpochMilli();
    }
}
