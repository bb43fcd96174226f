package io.sostenuto.storage.schema;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Connections for migrations: a statement may take minutes there, where one of a request is given up after seconds, by
 * this node and by the database. What they need of the database lasts for a transaction, so that they go back to the
 * pool as they came, and so that it is there behind a pooler, which lends out another connection of the server each time
 * and would hand on to others what is set for a session.
 */
final class PatientConnections {

    private static final String UNBOUNDED = "set local statement_timeout = 0; set local lock_timeout = 0;"
            + " set local idle_in_transaction_session_timeout = 0";
    private static final String SEARCH_PATH_OF_SESSION = "set_config('search_path', ?, false)";
    private static final String SEARCH_PATH_OF_TRANSACTION = "set_config('search_path', ?, true)";

    private PatientConnections() {
    }

    /** @return the same source, whose connections wait this long for an answer of the database */
    static DataSource of(DataSource source, Duration longest) {
        return each(source, longest, Optional.empty());
    }

    /** @param schema where each transaction makes what it names without one; empty where the connection decides */
    static DataSource ofPostgres(DataSource source, Duration longest, Optional<String> schema) {
        return each(source, longest, Optional.of(UNBOUNDED
                + schema.map(name -> "; set local search_path = \"" + name + '"').orElse("")));
    }

    private static DataSource each(DataSource source, Duration longest, Optional<String> beginning) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            var result = call(method, source, arguments);
            return result instanceof Connection connection ? patient(connection, (int) longest.toMillis(), beginning) : result;
        });
    }

    private static Connection patient(Connection connection, int longest, Optional<String> beginning) throws SQLException {
        var before = timeout(connection);
        timeout(connection, longest);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                timeout(connection, before);
            }
            if (arguments != null && arguments[0] instanceof String sql) {
                arguments[0] = sql.replace(SEARCH_PATH_OF_SESSION, SEARCH_PATH_OF_TRANSACTION);
            }
            var result = call(method, connection, arguments);
            if (method.getName().equals("setAutoCommit") && arguments[0].equals(false) && beginning.isPresent()) {
                run(connection, beginning.get());
            }
            return result;
        });
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int timeout(Connection connection) throws SQLException {
        try {
            return connection.getNetworkTimeout();
        } catch (SQLFeatureNotSupportedException unbounded) {
            return 0;
        }
    }

    private static void timeout(Connection connection, int millis) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLFeatureNotSupportedException unbounded) {
            // nothing to prolong
        }
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(PatientConnections.class.getClassLoader(), new Class<?>[]{type}, handler));
    }
}
