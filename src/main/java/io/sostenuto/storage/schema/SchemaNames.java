package io.sostenuto.storage.schema;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A data source whose statements name the product's tables with a schema before them. A search path would do the same for
 * less, but it belongs to the session: a pooler lends out another one for each transaction, would hand ours on to others,
 * and refuses one that comes with the connection's start. The names are found in the text, because the persistence
 * providers write it as well, and have no standard for a schema that is known at the start only.
 */
public final class SchemaNames implements DataSource {

    /** All that the migrations make and statements name, one function included. */
    static final String TABLES = "grants|user_grants|begun_links|used_states|used_assertions|spotify_pause|turns|changed_grants|changed_grants_since"
            + "|changed_grants_place|changed_grants_cleared|changed_grants_since_snapshot";
    private static final Pattern UNQUALIFIED = Pattern.compile("(?<![\\w.\"])(" + TABLES + ")(?![\\w\"])");
    /** Texts are few, but for lists of different lengths. */
    private static final int MOST_TEXTS = 1_000;

    private final DataSource source;
    private final String schema;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    /** @param schema as it is in the database */
    public SchemaNames(DataSource source, String schema) {
        this.source = source;
        this.schema = schema;
    }

    String qualified(String sql) {
        var known = texts.get(sql);
        if (known != null) {
            return known;
        }
        var qualified = UNQUALIFIED.matcher(sql).replaceAll('"' + schema + "\".$1");
        if (texts.size() < MOST_TEXTS) {
            texts.put(sql, qualified);
        }
        return qualified;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return qualifying(Connection.class, source.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return qualifying(Connection.class, source.getConnection(user, password));
    }

    /** As Payara's data sources have it, which are asked by name: the pool forgets a connection that broke. */
    public void markConnectionAsBad(Connection connection) throws ReflectiveOperationException {
        var own = Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection) instanceof Qualifying wrapper ? wrapper.target : connection;
        source.getClass().getMethod("markConnectionAsBad", Connection.class).invoke(source, own);
    }

    private <T> T qualifying(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(SchemaNames.class.getClassLoader(), new Class<?>[]{type},
                new Qualifying(target)));
    }

    /** Whatever takes a text of SQL as its first argument gets the qualified one. */
    private final class Qualifying implements InvocationHandler {
        private final Object target;

        Qualifying(Object target) {
            this.target = target;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (arguments != null && arguments[0] instanceof String text && isSql(method)) {
                arguments[0] = qualified(text);
            }
            try {
                var result = method.invoke(target, arguments);
                return method.getName().equals("createStatement") ? qualifying(Statement.class, (Statement) result) : result;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        private static boolean isSql(Method method) {
            var name = method.getName();
            return name.startsWith("prepare") || name.startsWith("execute") || name.equals("addBatch")
                    || name.equals("nativeSQL");
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        source.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
