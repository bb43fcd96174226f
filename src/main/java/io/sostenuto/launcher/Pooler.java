package io.sostenuto.launcher;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/**
 * What may stand between a node and PostgreSQL: PgBouncer and its like lend out a connection of the server for one
 * transaction only. A statement that was prepared on one would be missing on the next, or another client's would be met
 * under its name. And they refuse what the server is told at the start of a connection, where they do not know it.
 *
 * @see <a href="https://www.pgbouncer.org/features.html">PgBouncer, SQL feature map for pooling modes</a>
 */
final class Pooler {

    private static final Logger LOG = Logger.getLogger(Pooler.class.getName());
    /** What PgBouncer does not know, but for {@code ignore_startup_parameters}. */
    private static final String REFUSED = "unsupported startup parameter";
    private static final String OPTIONS = "options";
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private Pooler() {
    }

    /** @return a connection that is used as it has to be; an address that says {@code prepareThreshold} has the last word */
    static Connection connect(Driver driver, String url, Properties properties) throws SQLException {
        var connection = open(driver, url, properties);
        try {
            if (!url.contains("prepareThreshold=") && isBetween(connection)) {
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
                if (!TOLD.getAndSet(true)) {
                    LOG.info("PostgreSQL is reached by way of a pooler: its statements are not prepared on the server.");
                }
            }
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private static Connection open(Driver driver, String url, Properties properties) throws SQLException {
        try {
            return driver.connect(url, properties);
        } catch (SQLException refused) {
            if (!properties.containsKey(OPTIONS) || !String.valueOf(refused.getMessage()).contains(REFUSED)) {
                throw refused;
            }
            var fewer = new Properties();
            fewer.putAll(properties);
            fewer.remove(OPTIONS);
            return driver.connect(url, fewer);
        }
    }

    /** A pooler gives a number of its own for the process that serves the connection. */
    private static boolean isBetween(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); var row = statement.executeQuery("select pg_backend_pid()")) {
            return row.next() && row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }
}
