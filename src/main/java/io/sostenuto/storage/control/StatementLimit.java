package io.sostenuto.storage.control;

import jakarta.persistence.PersistenceException;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a statement may take: longer than anybody waits for it, shorter than the connection's own patience. When it is
 * over, the driver has the server cancel it, so that nothing goes on in the database that was given up here, and the
 * connection can be used again.
 */
public final class StatementLimit {

    private static final StatementLimit NONE = new StatementLimit(Duration.ZERO);
    /** SQLSTATE of what was cancelled. */
    private static final String CANCELLED = "57014";

    private final int seconds;
    private final LongSupplier nanos;
    private final long begun;

    /** @param time counted from now, to the next whole second, which is how JDBC counts it */
    StatementLimit(Duration time) {
        this(time, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    StatementLimit(Duration time, LongSupplier nanos) {
        this.seconds = (int) time.plusMillis(999).toSeconds();
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    static StatementLimit none() {
        return NONE;
    }

    /** Cancels what this statement will do. */
    void of(Statement statement) throws SQLException {
        if (seconds > 0) {
            statement.setQueryTimeout(seconds);
        }
    }

    public boolean isOver() {
        return seconds > 0 && nanos.getAsLong() - begun >= Duration.ofSeconds(seconds).toNanos();
    }

    public PersistenceException exceeded() {
        return new PersistenceException(new SQLTimeoutException("cancelled after " + seconds + " s", CANCELLED));
    }
}
