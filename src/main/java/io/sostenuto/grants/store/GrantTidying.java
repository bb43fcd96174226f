package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.entity.row.Quarantine;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Duration;

/** Ends quarantines that are over, and forgets what no cookie reaches any more. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class GrantTidying {

    /** A login takes ten minutes at most, and so does one that another one of its browser has begun beside it. */
    private static final Duration USED_LOGIN = Duration.ofHours(1);

    /** Clocks of nodes and of databases that follow each other differ by less, or a JWT that is over would count as new. */
    private static final Duration USED_ASSERTION = Duration.ofHours(1);

    private final Database database;

    @Inject
    public GrantTidying(Database database) {
        this.database = database;
    }

    /**
     * Ends quarantines that are over, and forgets what no cookie can reach any more: some rows of each, in one short
     * transaction.
     *
     * @return how many there were; zero when nothing is left to do
     */
    public int tidy(int rows) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            var over = entities.createQuery("select g from GrantRow g where g.quarantine.suspendedAt < :start and g.endedAt is null",
                    GrantRow.class).setParameter("start", now.minus(Quarantine.LENGTH)).setMaxResults(rows).getResultList();
            over.forEach(grant -> grant.end(EndReason.QUARANTINE_OVER, now));
            var old = entities.createQuery("select g.id from GrantRow g where g.authorizedAt < :start", String.class)
                    .setParameter("start", now.minus(GrantCopy.LIFE).minus(Duration.ofDays(1)))
                    .setMaxResults(rows).getResultList();
            var used = entities.createQuery("select s.stateHash from UsedState s where s.usedAt < :start", String.class)
                    .setParameter("start", now.minus(USED_LOGIN)).setMaxResults(rows).getResultList();
            if (!old.isEmpty()) {
                entities.createNativeQuery("delete from user_grants where session_id in (select id from grants where authorized_at < ?1)")
                        .setParameter(1, now.minus(GrantCopy.LIFE).minus(Duration.ofDays(1)).toEpochMilli()).executeUpdate();
                entities.createQuery("delete from GrantRow g where g.id in :ids").setParameter("ids", old).executeUpdate();
            }
            if (!used.isEmpty()) {
                entities.createQuery("delete from UsedState s where s.stateHash in :ids").setParameter("ids", used)
                        .executeUpdate();
            }
            var assertions = entities.createNativeQuery("delete from used_assertions where assertion_hash in"
                            + " (select assertion_hash from used_assertions where expires_at < ?1 limit ?2)")
                    .setParameter(1, now.minus(USED_ASSERTION).toEpochMilli()).setParameter(2, rows).executeUpdate();
            return over.size() + old.size() + used.size() + assertions;
        });
    }
}
