package io.sostenuto.sessions.control;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;

import javax.sql.DataSource;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Function;

/**
 * The persistence unit over the server's default data source, opened at the first use. A container would open it at
 * deployment, and a database that is away then would undo the deployment; so would a factory that once failed.
 */
@ApplicationScoped
public class Database {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource source;
    private volatile EntityManagerFactory factory;

    /** @return the default data source of the server */
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

    private EntityManagerFactory factory() {
        var open = factory;
        return open != null ? open : open();
    }

    private synchronized EntityManagerFactory open() {
        if (factory == null) {
            var fresh = Persistence.createEntityManagerFactory("sostenuto",
                    Map.of("jakarta.persistence.nonJtaDataSource", source));
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
