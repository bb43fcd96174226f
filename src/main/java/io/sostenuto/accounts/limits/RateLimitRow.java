package io.sostenuto.accounts.limits;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;

/**
 * The times that Spotify's 429 gave the application, for all nodes together, by the database's clock. Each pause is a row.
 * Call it through {@link DatabaseGate}.
 *
 * <p>Whoever writes a row puts the next probe one interval ahead. One that lies further ahead was written before the
 * database's clock was set back; then none of the row's times is believed.
 */
@ApplicationSingleton
public class RateLimitRow {

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

    private final Database database;

    @Inject
    public RateLimitRow(Database database) {
        this.database = database;
    }

    /** @param untilProbe how long nobody tries. @return {@link Seen#end} of this pause */
    public long begin(int row, Duration wait, Duration untilProbe) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            var end = now.plus(wait).toEpochMilli();
            entities.createNativeQuery("update spotify_pause set ends_at = ?1, next_probe_at = ?2 where id = ?3")
                    .setParameter(1, end)
                    .setParameter(2, now.plus(untilProbe).toEpochMilli())
                    .setParameter(3, row).executeUpdate();
            return end;
        });
    }

    /** A call was answered. */
    public boolean lift(int row) {
        return database.transaction(entities -> entities
                .createNativeQuery("update spotify_pause set ends_at = 0 where id = ?1").setParameter(1, row)
                .executeUpdate() == 1);
    }

    /** @param untilProbe as at {@link #begin} */
    public Seen look(int row, Duration untilProbe) {
        return database.transaction(entities -> {
            var columns = (Object[]) entities.createNativeQuery("select ends_at, next_probe_at from spotify_pause where id = ?1")
                    .setParameter(1, row).getSingleResult();
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
    public boolean takeProbe(int row, Duration untilNext, Duration left) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update spotify_pause set next_probe_at = ?1,"
                            + " ends_at = case when ends_at > 0 and next_probe_at > ?3 then ?4 else ends_at end"
                            + " where id = ?5 and (next_probe_at <= ?2 or next_probe_at > ?3)")
                    .setParameter(1, now.plus(untilNext).toEpochMilli())
                    .setParameter(2, now.toEpochMilli())
                    .setParameter(3, furthest(now, untilNext))
                    .setParameter(4, now.plus(left).toEpochMilli())
                    .setParameter(5, row).executeUpdate() == 1;
        });
    }

    private static long furthest(Instant now, Duration untilProbe) {
        return now.plus(untilProbe).plus(TOLERANCE).toEpochMilli();
    }
}
