package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;

import java.util.List;

/** Seals rows with the key of today that another one closes. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class Resealing {

    private final Database database;
    private final GrantSealer sealer;
    private final Seal seal;

    @Inject
    public Resealing(Database database, GrantSealer sealer, Seal seal) {
        this.database = database;
        this.sealer = sealer;
        this.seal = seal;
    }

    /**
     * Seals some rows anew that another key than today's closes, going through the table by id.
     *
     * @param after the last id of the time before; empty to begin
     * @return the last id that was looked at; empty at the end of the table
     */
    public String sealAnew(String after, int rows) {
        List<?> found = database.transaction(entities -> entities.createNativeQuery("select id from grants"
                        + " where id > ?1 and (sealed_with < ?2 or sealed_with > ?2) order by id")
                .setParameter(1, after).setParameter(2, seal.currentKeyId())
                .setMaxResults(rows).getResultList());
        found.forEach(id -> database.transaction(entities -> {
            var grant = entities.find(GrantRow.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (grant != null && !grant.ended()) {
                sealer.sealAnew(grant);
            }
            return grant;
        }));
        return found.size() < rows ? "" : (String) found.get(found.size() - 1);
    }
}
