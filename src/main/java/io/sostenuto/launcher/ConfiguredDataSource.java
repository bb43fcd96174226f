package io.sostenuto.launcher;

import javax.sql.DataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;

/**
 * The database of {@code sostenuto.db.*} behind the server's connection pool. The password never enters the server's
 * configuration, and a changed password file is used by the next connection. It lies among the server's own
 * libraries, where the drivers are.
 */
public class ConfiguredDataSource implements DataSource {

    @Override
    public Connection getConnection() throws SQLException {
        var url = Environment.value("sostenuto.db.url").orElseGet(ConfiguredDataSource::embedded);
        var properties = new Properties();
        properties.setProperty("user", Environment.value("sostenuto.db.user").orElse("sostenuto"));
        properties.setProperty("password", password());
        if (url.startsWith("jdbc:postgresql:")) {
            boundWaits(properties);
        }
        for (var driver : ServiceLoader.load(Driver.class, ConfiguredDataSource.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return url.startsWith("jdbc:postgresql:") ? Pooler.connect(driver, url, properties)
                        : driver.connect(url, properties);
            }
        }
        throw new SQLException("no driver for the database of sostenuto.db.url");
    }

    /** A commit is durable before it is answered, and the database is closed when the pool is, not before. */
    private static String embedded() {
        var folder = Environment.value("sostenuto.data-dir").orElse(System.getProperty("user.home") + "/.sostenuto");
        return "jdbc:h2:file:" + Path.of(folder).toAbsolutePath() + "/sostenuto;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    private static String password() {
        Optional<String> file = Environment.value("sostenuto.db.password-file");
        try {
            return file.isPresent() ? Files.readString(Path.of(file.get())).strip()
                    : Environment.value("sostenuto.db.password").orElse("");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("sostenuto.db.password-file cannot be read", unreadable);
        }
    }

    private static void boundWaits(Properties properties) {
        var deadline = Environment.value("sostenuto.storage-deadline").map(Duration::parse).orElse(Duration.ofSeconds(2));
        var seconds = String.valueOf(Math.max(1, deadline.toSeconds()));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", String.valueOf(Math.max(2, 2 * deadline.toSeconds())));
        properties.setProperty("cancelSignalTimeout", seconds);
        properties.setProperty("ApplicationName", "sostenuto");
        properties.setProperty("options", limits(deadline));
    }

    /**
     * What the server itself gives up: nobody waits for it here any more. Migrations lift these limits for their
     * transactions.
     */
    private static String limits(Duration deadline) {
        return "-c lock_timeout=" + deadline.toMillis() / 2 + " -c statement_timeout=" + 3 * deadline.toMillis() / 2
                + " -c idle_in_transaction_session_timeout=" + 5 * deadline.toMillis();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        // the drivers log by java.util.logging
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // bounded by the storage deadline
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
