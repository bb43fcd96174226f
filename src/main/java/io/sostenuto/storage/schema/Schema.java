package io.sostenuto.storage.schema;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** The product's tables, made and brought up to date by Flyway: in a schema of their own, or in the connection's. */
public final class Schema {

    /** For one statement of a migration. */
    private static final Duration LONGEST_MIGRATION = Duration.ofMinutes(10);
    /**
     * A second each. Who waits for another node's lock has a transaction open, and behind a pooler keeps a connection of
     * the server that the other one may need: it gives up soon, and comes again.
     */
    private static final int TRIES_FOR_LOCK = 3;
    private static final String[] FOR_ALL = {"classpath:db/migration"};
    /** With what PostgreSQL alone can do; the versions are counted through. */
    private static final String[] FOR_POSTGRES = {"classpath:db/migration", "classpath:db/postgresql"};
    private static final String REACHED = "The database is reached, but ";
    private static final String REMEDY = ": set sostenuto.db.schema to a schema of the product's own, like sostenuto"
            + " (it is made if it may be). Nothing was changed";

    private final DataSource source;
    private final boolean postgres;
    private final Optional<String> own;

    /** @param own the configured schema; empty where the connection decides */
    public Schema(DataSource source, boolean postgres, Optional<String> own) {
        this.source = source;
        this.postgres = postgres;
        this.own = own;
    }

    /**
     * Changes nothing that is not the product's.
     *
     * @throws SchemaUnfit where the database is reached, and its schema is not as it should be
     * @throws FlywayException where the database is not reached
     */
    public void migrate() throws SQLException {
        if (own.isPresent() && !postgres) {
            throw new SchemaUnfit("sostenuto.db.schema is for PostgreSQL, and the database is another one: leave it out", null);
        }
        if (postgres) {
            refuseForeignHistory();
        }
        try {
            flyway().migrate();
        } catch (FlywayException failed) {
            if (SqlFailure.isAway(failed)) {
                throw failed;
            }
            throw new SchemaUnfit(words(failed), failed);
        }
    }

    private Flyway flyway() {
        var configuration = Flyway.configure(Schema.class.getClassLoader()).locations(postgres ? FOR_POSTGRES : FOR_ALL)
                .lockRetryCount(TRIES_FOR_LOCK)
                .dataSource(postgres ? PatientConnections.ofPostgres(source, LONGEST_MIGRATION, own)
                        : PatientConnections.of(source, LONGEST_MIGRATION));
        own.ifPresent(name -> configuration.schemas(name).createSchemas(true));
        return configuration.load();
    }

    /** Flyway would go by it, and add to it. */
    private void refuseForeignHistory() throws SQLException {
        try (var connection = source.getConnection()) {
            var inside = new SchemaView(connection, own);
            if (inside.hasForeignHistory()) {
                throw new SchemaUnfit(REACHED + "the table flyway_schema_history in its schema " + inside.name()
                        + " is another application's" + REMEDY, null);
            }
        }
    }

    private String words(FlywayException failed) throws SQLException {
        var all = SqlFailure.words(failed);
        if (all.contains("lockRetryCount")) {
            return REACHED + "another node brings its schema up to date: this one waits for it";
        }
        try (var connection = source.getConnection()) {
            var inside = new SchemaView(connection, own);
            if (SqlFailure.isDenied(failed)) {
                return REACHED + inside.missingPrivilege() + " (" + SqlFailure.root(failed) + ")";
            }
            if (failed.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                return REACHED + "its schema " + inside.name() + " holds what is not the product's" + REMEDY + " (" + all + ")";
            }
        }
        return REACHED + "its schema is not as it should be: " + all;
    }
}
