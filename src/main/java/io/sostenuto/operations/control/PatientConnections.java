package io.sostenuto.operations.control;

import javax.sql.DataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

/**
 * Connections for migrations: a statement may take minutes there, where one of a request is given up after seconds.
 * They go back to the pool as they came.
 */
final class PatientConnections {

    private PatientConnections() {
    }

    /** @return the same source, whose connections wait this long for an answer of the database */
    static DataSource of(DataSource source, Duration longest) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            var result = call(method, source, arguments);
            return result instanceof Connection connection ? patient(connection, (int) longest.toMillis()) : result;
        });
    }

    private static Connection patient(Connection connection, int longest) throws SQLException {
        var before = timeout(connection);
        timeout(connection, longest);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                timeout(connection, before);
            }
            return call(method, connection, arguments);
        });
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
