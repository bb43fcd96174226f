package io.sostenuto.storage.control;

import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.schema.SchemaNames;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The persistence unit over the server's default data source, opened at the first use. A container would open it at
 * deployment, and a database that is away then would undo the deployment; so would a factory that once failed.
 */
@ApplicationScoped
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class.getName());

    private static final int MOST_TIMES = 4;
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource source;
    @Inject
    private Settings settings;
    @Inject
    private DatabaseState databaseState;
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

    /**
     * Runs the work in one transaction: committed durably when this returns, undone when it throws.
     *
     * @param work is begun anew where another transaction was at the same rows
     */
    public <T> T transaction(Function<EntityManager, T> work) {
        return again(() -> once(work));
    }

    private <T> T once(Function<EntityManager, T> work) {
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

    /** Also where it was cancelled the server says that it is committed, and then a failover may lose it. */
    private void stored(StatementLimit limit) {
        if (limit.isOver()) {
            throw limit.exceeded();
        }
        if (databaseState != null) {
            databaseState.wrote();
        }
    }

    /** Asks without a transaction: each question is one of its own, and costs one way to the database and back. */
    public <T> T read(Function<EntityManager, T> question) {
        return again(() -> {
            var entities = factory().createEntityManager();
            try {
                return question.apply(entities);
            } finally {
                entities.close();
            }
        });
    }

    /** Asks one question in SQL, without a transaction of ours and without an entity for each row. */
    public <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
        return again(() -> run(sql, parameters, limit(), statement -> {
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return all;
            }
        }));
    }

    /**
     * Runs one statement that changes something: committed durably when this returns.
     *
     * @return how many rows it changed
     */
    public int update(String sql, Object... parameters) {
        return again(() -> {
            var limit = limit();
            var changed = run(sql, parameters, limit, PreparedStatement::executeUpdate);
            stored(limit);
            return changed;
        });
    }

    /** How long one statement may take from now on. */
    public StatementLimit limit() {
        return isPostgres() ? new StatementLimit(deadline().plus(deadline().dividedBy(2))) : StatementLimit.none();
    }

    private Duration deadline() {
        return settings == null ? Duration.ofSeconds(2) : settings.storageDeadline();
    }

    /** Also where it may not be done twice: what collided, or found no connection, has done nothing. */
    private <T> T again(Supplier<T> work) {
        var begun = System.nanoTime();
        for (var time = 1;; time++) {
            try {
                return work.get();
            } catch (RuntimeException failed) {
                var trouble = Trouble.of(failed);
                var inTime = System.nanoTime() - begun < deadline().toNanos();
                if (!inTime || trouble != Trouble.FULL && (trouble != Trouble.COLLISION || time == MOST_TIMES)) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
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

    private <T> T run(String sql, Object[] parameters, StatementLimit limit, Use<T> use) {
        try (var connection = named().getConnection()) {
            try (var statement = connection.prepareStatement(sql)) {
                limit.of(statement);
                for (var index = 0; index < parameters.length; index++) {
                    statement.setObject(index + 1, parameters[index] instanceof Column column
                            ? connection.createArrayOf(column.type, column.values) : parameters[index]);
                }
                return use.of(statement);
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
            named().getClass().getMethod("markConnectionAsBad", Connection.class).invoke(named(), connection);
        } catch (ReflectiveOperationException | RuntimeException another) {
            LOG.log(Level.FINE, "Left to the pool", another);
        }
    }

    /**
     * A parameter that is an array.
     *
     * @param type of its elements, as SQL names it
     */
    public record Column(String type, Object... values) {
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Makes a value of the row that the result stands at. */
    public interface Row<T> {
        T read(ResultSet at) throws SQLException;
    }

    /** @return the database's clock */
    public static Instant now(EntityManager entities) {
        return instant(entities.createNativeQuery("select CURRENT_TIMESTAMP").getSingleResult());
    }

    /** @return a timestamp as the different drivers and providers give it */
    public static Instant instant(Object value) {
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
                    Map.of("jakarta.persistence.nonJtaDataSource", BoundedCommits.of(named(), this::limit, this::stored)));
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
