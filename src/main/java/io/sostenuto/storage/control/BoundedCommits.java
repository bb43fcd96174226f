package io.sostenuto.storage.control;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The persistence provider's connections: a commit that waits for a standby is cancelled when its {@link StatementLimit} is over.
 * No limit of PostgreSQL's holds for that wait, and JDBC can cancel a statement only, so the commit is one.
 */
final class BoundedCommits implements InvocationHandler {

    private final Connection connection;
    private final Supplier<StatementLimit> limits;
    private final Consumer<StatementLimit> stored;
    private boolean writes;

    private BoundedCommits(Connection connection, Supplier<StatementLimit> limits, Consumer<StatementLimit> stored) {
        this.connection = connection;
        this.limits = limits;
        this.stored = stored;
    }

    /** @param stored is told of each commit of a transaction that has written, and throws where its limit was over */
    static DataSource of(DataSource source, Supplier<StatementLimit> limits, Consumer<StatementLimit> stored) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            var result = call(method, source, arguments);
            return result instanceof Connection connection
                    ? proxy(Connection.class, new BoundedCommits(connection, limits, stored)) : result;
        });
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement" -> writes |= !((String) arguments[0]).stripLeading().regionMatches(true, 0, "select", 0, 6);
            case "rollback" -> writes = false;
            case "commit" -> {
                if (writes) {
                    writes = false;
                    commit();
                    return null;
                }
            }
            default -> { }
        }
        return call(method, connection, arguments);
    }

    private void commit() throws SQLException {
        var limit = limits.get();
        try (var statement = connection.createStatement()) {
            limit.of(statement);
            statement.execute("commit");
        }
        connection.commit(); // of nothing: for the server's pool, which has not seen the one before
        stored.accept(limit);
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(BoundedCommits.class.getClassLoader(), new Class<?>[]{type}, handler));
    }
}
