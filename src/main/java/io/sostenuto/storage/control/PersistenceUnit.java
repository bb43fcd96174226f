package io.sostenuto.storage.control;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;

import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The persistence unit, opened at the first use. A container would open it at deployment, and a database that is away then
 * would undo the deployment; so would a factory that once failed.
 */
final class PersistenceUnit {

    private final Supplier<DataSource> source;
    private volatile EntityManagerFactory factory;

    PersistenceUnit(Supplier<DataSource> source) {
        this.source = source;
    }

    /** @return a new one; who asked closes it */
    EntityManager entities() {
        return factory().createEntityManager();
    }

    void open() {
        factory();
    }

    private EntityManagerFactory factory() {
        var open = factory;
        return open != null ? open : opened();
    }

    private synchronized EntityManagerFactory opened() {
        if (factory == null) {
            var fresh = Persistence.createEntityManagerFactory("sostenuto",
                    Map.of("jakarta.persistence.nonJtaDataSource", source.get()));
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

    void close() {
        if (factory != null) {
            factory.close();
        }
    }
}
