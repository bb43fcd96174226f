package io.sostenuto.storage.control;

import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.schema.SchemaNames;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Transactions, questions and single statements on the server's default data source, within the storage deadline. */
@ApplicationScoped
public class Database {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource source;
    @Inject
    private Settings settings;
    @Inject
    private DatabaseState databaseState;
    private final Retry retry = new Retry(this::deadline);
    private final Statements statements = new Statements(this::named);
    private final PersistenceUnit unit = new PersistenceUnit(() -> BoundedCommits.of(named(), this::limit, this::stored));
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
        return retry.run(() -> once(work));
    }

    private <T> T once(Function<EntityManager, T> work) {
        var entities = unit.entities();
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
        return retry.run(() -> {
            var entities = unit.entities();
            try {
                return question.apply(entities);
            } finally {
                entities.close();
            }
        });
    }

    /** Asks one question in SQL, without a transaction of ours and without an entity for each row. */
    public <T> List<T> rows(String sql, Row<T> row, Object... parameters) {
        return retry.run(() -> statements.rows(sql, row, parameters, limit()));
    }

    /**
     * Runs one statement that changes something: committed durably when this returns.
     *
     * @return how many rows it changed
     */
    public int update(String sql, Object... parameters) {
        return retry.run(() -> {
            var limit = limit();
            var changed = statements.update(sql, parameters, limit);
            stored(limit);
            return changed;
        });
    }

    /**
     * Runs one statement for each of the parameters, all in one transaction: committed durably when this returns.
     *
     * @return how many rows each has changed: none at all where the database refuses one of many
     */
    public int[] updateAll(String sql, List<Object[]> all) {
        try {
            return retry.run(() -> {
                var limit = limit();
                var changed = statements.updateAll(sql, all, limit);
                stored(limit);
                return changed;
            });
        } catch (RuntimeException refused) {
            if (all.size() > 1 && Trouble.of(refused) == Trouble.OF_THE_STATEMENT) {
                return new int[all.size()];
            }
            throw refused;
        }
    }

    /** How long one statement may take from now on. */
    public StatementLimit limit() {
        return isPostgres() ? new StatementLimit(deadline().plus(deadline().dividedBy(2))) : StatementLimit.none();
    }

    private Duration deadline() {
        return settings == null ? Duration.ofSeconds(2) : settings.storageDeadline();
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

    /**
     * A parameter that is an array.
     *
     * @param type of its elements, as SQL names it
     */
    public record Column(String type, Object... values) {
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
        unit.open();
    }

    @PreDestroy
    void close() {
        unit.close();
    }
}
