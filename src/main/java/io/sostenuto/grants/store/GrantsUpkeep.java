package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Quarantine;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is done to many rows at once: incidents, quarantines that are over, keys. Call it through {@link DatabaseGate}. */
@ApplicationScoped
public class GrantsUpkeep {

    /** A login takes ten minutes at most, and so does one that another one of its browser has begun beside it. */
    private static final Duration USED_LOGIN = Duration.ofHours(1);

    private final Database database;
    private final GrantSealer sealer;
    private final Seal seal;

    @Inject
    public GrantsUpkeep(Database database, GrantSealer sealer, Seal seal) {
        this.database = database;
        this.sealer = sealer;
        this.seal = seal;
    }

    protected GrantsUpkeep() {
        this.database = null;
        this.sealer = null;
        this.seal = null;
    }

    /** Marks what was refused within this time, unless it was over by its age, as refused by mistake: it can come back. */
    public int markIncident(Duration window) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update grants set in_incident = true"
                            + " where suspended_at >= ?1 and ended_at is null and authorized_at > ?2")
                    .setParameter(1, now.minus(window).toEpochMilli())
                    .setParameter(2, now.minus(Grant.REAUTHORIZE_AFTER).toEpochMilli()).executeUpdate();
        });
    }

    /** Sessions that were refused by mistake come back. */
    public int reinstateIncident() {
        return database.transaction(entities -> entities.createNativeQuery("update grants set suspension = null,"
                + " suspended_at = null, in_incident = false where in_incident = true and ended_at is null")
                .executeUpdate());
    }

    /** @return whether sessions wait for the end of an incident, here or on another node */
    public boolean hasIncident() {
        return database.transaction(entities -> !entities
                .createNativeQuery("select id from grants where in_incident = true and ended_at is null")
                .setMaxResults(1).getResultList().isEmpty());
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
            var over = entities.createQuery("select g from Grant g where g.quarantine.suspendedAt < :start and g.endedAt is null",
                    Grant.class).setParameter("start", now.minus(Quarantine.LENGTH)).setMaxResults(rows).getResultList();
            over.forEach(grant -> grant.end(EndReason.QUARANTINE_OVER, now));
            var old = entities.createQuery("select g.id from Grant g where g.authorizedAt < :start", String.class)
                    .setParameter("start", now.minus(GrantCopy.LIFE).minus(Duration.ofDays(1)))
                    .setMaxResults(rows).getResultList();
            var used = entities.createQuery("select s.stateHash from UsedState s where s.usedAt < :start", String.class)
                    .setParameter("start", now.minus(USED_LOGIN)).setMaxResults(rows).getResultList();
            if (!old.isEmpty()) {
                entities.createQuery("delete from Grant g where g.id in :ids").setParameter("ids", old).executeUpdate();
            }
            if (!used.isEmpty()) {
                entities.createQuery("delete from UsedState s where s.stateHash in :ids").setParameter("ids", used)
                        .executeUpdate();
            }
            return over.size() + old.size() + used.size();
        });
    }

    /** @return how many sessions were refused and wait for the end of their quarantine, an incident's included */
    public long quarantined() {
        return database.transaction(entities -> ((Number) entities.createNativeQuery(
                "select count(*) from grants where suspended_at is not null and ended_at is null").getSingleResult()).longValue());
    }

    /** @return how many sessions Spotify will ask for a new consent of, within so many days from now */
    public long toReauthorizeWithin(int days) {
        return database.transaction(entities -> {
            var latest = Database.now(entities).minus(Grant.REAUTHORIZE_AFTER).plus(Duration.ofDays(days));
            return ((Number) entities.createNativeQuery("select count(*) from grants"
                            + " where authorized_at < ?1 and ended_at is null")
                    .setParameter(1, latest.toEpochMilli()).getSingleResult()).longValue();
        });
    }

    /** @return how many rows each key id still closes, those of keys that this node does not have included */
    public Map<String, Long> rowsByKey() {
        return database.transaction(entities -> {
            var rows = new TreeMap<String, Long>();
            for (var row : entities.createNativeQuery("select sealed_with, count(*) from grants"
                    + " where sealed_with is not null group by sealed_with").getResultList()) {
                var columns = (Object[]) row;
                for (var key : ((String) columns[0]).split(",")) {
                    rows.merge(key, ((Number) columns[1]).longValue(), Long::sum);
                }
            }
            rows.remove(""); // older than the column: they are sealed anew, and counted then
            return rows;
        });
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
            var grant = entities.find(Grant.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (grant != null && !grant.ended()) {
                sealer.sealAnew(grant);
            }
            return grant;
        }));
        return found.size() < rows ? "" : (String) found.get(found.size() - 1);
    }
}
