package io.sostenuto.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Rows that nobody has a cookie for, so that there are many. */
public final class ManyRows {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private ManyRows() {
    }

    /** Adds so many sessions of all the ages that a session can have. */
    public static void ofEveryAge(Postgres postgres, int rows) throws SQLException {
        insert(postgres, "many", rows, now() + " - (i % 180)::bigint * " + DAY);
    }

    /** Adds so many that are past the 190 days of a cookie: the upkeep clears them away. */
    public static void beyondTheirCookies(Postgres postgres, int rows) throws SQLException {
        insert(postgres, "old", rows, String.valueOf(now() - 195 * DAY));
    }

    /** @return how many of those are still there */
    public static long leftBeyondTheirCookies(Postgres postgres) throws SQLException {
        try (var connection = postgres.patient(); var count = connection.createStatement().executeQuery(
                "select count(*) from grants where id like 'old-%' and authorized_at < " + (now() - 191 * DAY))) {
            count.next();
            return count.getLong(1);
        }
    }

    /** @return how many rows of sessions were ever cleared away, as the database's statistics know it a second later */
    public static long cleared(Postgres postgres) throws SQLException {
        try (var connection = postgres.patient(); var count = connection.createStatement().executeQuery(
                "select n_tup_del from pg_stat_user_tables where relname = 'grants'")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void insert(Postgres postgres, String name, int rows, String authorizedAt) throws SQLException {
        try (var connection = postgres.patient(); var statement = connection.createStatement()) {
            statement.executeUpdate("insert into grants (id, version, generation, scope, spotify_user, authorized_at,"
                    + " token_kept, in_incident, fence, sealed_with) select '" + name + "-' || i, 1, 1, 'streaming',"
                    + " 'user-' || i, " + authorizedAt + ", false, false, 0, 'k1' from generate_series(1, " + rows + ") i");
            statement.execute("analyze grants"); // as autovacuum does in a while
        }
    }

    private static long now() {
        return Instant.now().toEpochMilli();
    }
}
