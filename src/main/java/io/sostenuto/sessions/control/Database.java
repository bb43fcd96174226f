package io.sostenuto.sessions.control;

import io.sostenuto.operations.entity.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;

import javax.sql.DataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The persistence unit over the server's default data source, opened at the first use. A container would open it at
 * deployment, and a database that is away then would undo the deployment; so would a factory that once failed.
 */
@ApplicationScoped
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class.getName());

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource source;
    @Inject
    private Settings settings;
    private volatile EntityManagerFactory factory;
    private volatile DataSource named;
    private volatile String product;

    /** Where a schema is configured, every statement names it, whatever connection it gets. */
    private DataSource named() {
        var open = named;
        if (open == null) {
            open = settings == null ? source
                    : settings.databaseSchema().<DataSource>map(schema -> new SchemaNames(source, schema)).orElse(source);
            named = open;
        }
        return open;
    }

    /** @return the default data source of the server, for migrations: its statements do not name the schema */
    public DataSource source() {
        return source;
    }

    /** Runs the work in one transaction: committed durably when this returns, undone when it throws. */
    <T> T transaction(Function<EntityManager, T> work) {
        var entities = factory().createEntityManager();
        try {
            entities.getTransaction().begin();
            var result = work.apply(entities);
            entities.getTransaction().commit();
            return result;
        } finally {
            if (entities.getTransaction().isActive()) {
                entities.getTransaction().rollback();
            }
            entities.close();
        }
    }

    /** Asks without a transaction: each question is one of its own, and costs one way to the database and back. */
    <T> T read(Function<EntityManager, T> question) {
        var entities = factory().createEntityManager();
        try {
            return question.apply(entities);
        } finally {
            entities.close();
        }
    }

    /** Asks one question in SQL, without a transaction of ours and without an entity for each row. */
    <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
        return run(sql, parameters, statement -> {
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return all;
            }
        });
    }

    /**
     * Runs one statement that changes something: committed durably when this returns.
     *
     * @return how many rows it changed
     */
    int update(String sql, Object... parameters) {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    /** @return whether it knows what PostgreSQL alone knows; asked for once */
    public boolean isPostgres() {
        if (product == null) {
            try (var connection = source.getConnection()) {
                product = connection.getMetaData().getDatabaseProductName();
            } catch (SQLException failed) {
                throw new PersistenceException(failed);
            }
        }
        return product.equals("PostgreSQL");
    }

    private <T> T run(String sql, Object[] parameters, Use<T> use) {
        try (var connection = named().getConnection()) {
            try (var statement = connection.prepareStatement(sql)) {
                for (var index = 0; index < parameters.length; index++) {
                    statement.setObject(index + 1, parameters[index] instanceof Column column
                            ? connection.createArrayOf(column.type, column.values) : parameters[index]);
                }
                return use.of(statement);
            } catch (SQLException failed) {
                giveUp(connection);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new PersistenceException(failed);
        }
    }

    /** Payara's pool would hand out a connection that broke again; other pools notice by themselves. */
    private void giveUp(Connection connection) {
        try {
            named().getClass().getMethod("markConnectionAsBad", Connection.class).invoke(named(), connection);
        } catch (ReflectiveOperationException | RuntimeException another) {
            LOG.log(Level.FINE, "Left to the pool", another);
        }
    }

    /** A parameter that is an array. @param type of its elements, as SQL names it */
    record Column(String type, Object... values) {
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Makes a value of the row that the result stands at. */
    interface Row<T> {
        T read(ResultSet at) throws SQLException;
    }

    /** @return the database's clock */
    static Instant now(EntityManager entities) {
        return instant(entities.createNativeQuery("select CURRENT_TIMESTAMP").getSingleResult());
    }

    /** @return a timestamp as the different drivers and providers give it */
    static Instant instant(Object value) {
        var single = value instanceof Object[] row ? row[0] : value;
        if (single instanceof Instant instant) {
            return instant;
        }
        return single instanceof OffsetDateTime time ? time.toInstant() : ((Timestamp) single).toInstant();
    }

    /** Opens the unit before its first use, which would have to wait for that. */
    public void open() {
        factory();
    }

    private EntityManagerFactory factory() {
        var open = factory;
        return open != null ? open : opened();
    }

    private synchronized EntityManagerFactory opened() {
        if (factory == null) {
            var fresh = Persistence.createEntityManagerFactory("sostenuto",
                    Map.of("jakarta.persistence.nonJtaDataSource", named()));
            try {
                fresh.createEntityManager().close();
            } catch (RuntimeException away) {
                fresh.close();
                throw away;
            }
            factory = fresh;
        }
        return factory;
    }

    @PreDestroy
    void close() {
        if (factory != null) {
            factory.close();
        }
    }
}
