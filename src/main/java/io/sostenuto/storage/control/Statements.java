package io.sostenuto.storage.control;

import jakarta.persistence.PersistenceException;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Single statements in SQL, each on a connection of its own and bounded by its {@link StatementLimit}. */
final class Statements {

    private static final Logger LOG = Logger.getLogger(Statements.class.getName());

    private final Supplier<DataSource> source;

    Statements(Supplier<DataSource> source) {
        this.source = source;
    }

    <T> List<T> rows(String sql, Database.Row<T> row, Object[] parameters, StatementLimit limit) {
        return run(sql, limit, (connection, statement) -> {
            bind(connection, statement, parameters);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return all;
            }
        });
    }

    /** @return how many rows it changed */
    int update(String sql, Object[] parameters, StatementLimit limit) {
        return run(sql, limit, (connection, statement) -> {
            bind(connection, statement, parameters);
            return statement.executeUpdate();
        });
    }

    /** The same statement for each of the parameters, in one transaction. @return how many rows each has changed */
    int[] updateAll(String sql, List<Object[]> all, StatementLimit limit) {
        return run(sql, limit, (connection, statement) -> {
            for (var parameters : all) {
                bind(connection, statement, parameters);
                statement.addBatch();
            }
            connection.setAutoCommit(false);
            try {
                var changed = statement.executeBatch();
                connection.commit();
                return changed;
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private interface Use<T> {
        T of(Connection connection, PreparedStatement statement) throws SQLException;
    }

    private static void bind(Connection connection, PreparedStatement statement, Object[] parameters) throws SQLException {
        for (var index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index] instanceof Database.Column column
                    ? connection.createArrayOf(column.type(), column.values()) : parameters[index]);
        }
    }

    private <T> T run(String sql, StatementLimit limit, Use<T> use) {
        try (var connection = source.get().getConnection()) {
            try (var statement = connection.prepareStatement(sql)) {
                limit.of(statement);
                return use.of(connection, statement);
            } catch (SQLException failed) {
                if (Trouble.of(failed) == Trouble.IN_DOUBT) {
                    giveUp(connection);
                }
                throw failed;
            }
        } catch (SQLException failed) {
            throw new PersistenceException(failed);
        }
    }

    /** Payara's pool would hand out a connection that broke again; other pools notice by themselves. */
    private void giveUp(Connection connection) {
        try {
            source.get().getClass().getMethod("markConnectionAsBad", Connection.class).invoke(source.get(), connection);
        } catch (ReflectiveOperationException | RuntimeException another) {
            LOG.log(Level.FINE, "Left to the pool", another);
        }
    }
}
