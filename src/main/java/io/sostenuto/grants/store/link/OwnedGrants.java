package io.sostenuto.grants.store.link;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.GrantsOfUser;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The grants of the application's users in the database. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class OwnedGrants {

    private final Database database;
    private final Pointers pointers;
    private final GrantStore grants;
    private final GrantSealer sealer;
    private final ChangeCounters counters;

    @Inject
    public OwnedGrants(Database database, GrantStore grants, GrantSealer sealer, ChangeCounters counters) {
        this.database = database;
        this.pointers = new Pointers(database);
        this.grants = grants;
        this.sealer = sealer;
        this.counters = counters;
    }

    /** @return by the keys of the owners, the rows that their pointers lead to, ended ones included */
    public Map<String, Snapshot> current(Collection<String> owners) {
        var rows = rows(owners);
        var over = owners.stream().filter(owner -> !rows.containsKey(owner) || rows.get(owner).grant().ended()).toList();
        rows.putAll(rows(over)); // a pointer may have been moved between the two looks
        return rows;
    }

    private Map<String, Snapshot> rows(Collection<String> owners) {
        var sessions = pointers.read(owners);
        var found = grants.find(sessions.values());
        var rows = new HashMap<String, Snapshot>();
        sessions.forEach((owner, session) -> Optional.ofNullable(found.get(session)).ifPresent(row -> rows.put(owner, row)));
        return rows;
    }

    /** @return the grants of this subject that have not ended, the newest first, 200 at most */
    public List<Grant> live(String subject) {
        return database.transaction(entities -> List.<Grant>copyOf(entities.createQuery("select g from GrantRow g"
                        + " where g.ownerSubject = :subject and g.endedAt is null order by g.authorizedAt desc", GrantRow.class)
                .setParameter("subject", subject).setMaxResults(GrantsOfUser.MOST).getResultList()));
    }

    /** @return the same, of this issuer alone */
    public List<Grant> live(String issuer, String subject) {
        return database.transaction(entities -> List.<Grant>copyOf(entities.createQuery("select g from GrantRow g"
                        + " where g.ownerSubject = :subject and g.ownerIssuer = :issuer and g.endedAt is null", GrantRow.class)
                .setParameter("subject", subject).setParameter("issuer", issuer).setMaxResults(GrantsOfUser.MOST).getResultList()));
    }

    /**
     * Brings back what a database has lost: the pointer, the row, or a generation of it. Not where there is a tombstone, or a
     * grant that was given later.
     */
    public void restore(Owner owner, GrantCopy copy) {
        var replaced = counters.counted(copy.session(), () -> database.transaction(entities -> restored(entities, owner, copy)));
        replaced.ifPresent(session -> counters.counted(session, () -> session));
    }

    /** @return the older grant that ended with it */
    private Optional<SessionId> restored(EntityManager entities, Owner owner, GrantCopy copy) {
        var other = Pointers.locked(entities, owner.key()).filter(session -> !session.equals(copy.session()))
                .flatMap(session -> Pointers.row(entities, session));
        var row = Pointers.row(entities, copy.session());
        if (row.filter(GrantRow::ended).isPresent()
                || other.filter(grant -> !grant.authorizedAt().isBefore(copy.authorizedAt())).isPresent()) {
            return Optional.empty();
        }
        row.ifPresentOrElse(grant -> advance(grant, copy, owner), () -> entities.persist(anew(copy, owner)));
        Pointers.move(entities, owner.key(), copy.session());
        var older = other.filter(grant -> !grant.ended());
        older.ifPresent(grant -> grant.end(EndReason.REPLACED, Database.now(entities)));
        return older.map(GrantRow::id);
    }

    private GrantRow anew(GrantCopy copy, Owner owner) {
        var grant = new GrantRow(copy);
        copy.refreshToken().ifPresent(token -> sealer.hold(grant, token));
        grant.ownedBy(owner);
        return grant;
    }

    private void advance(GrantRow grant, GrantCopy copy, Owner owner) {
        grant.ownedBy(owner);
        copy.refreshToken().filter(token -> grant.generation() < copy.generation()).ifPresent(token -> {
            sealer.advance(grant, copy.generation(), token);
            if (copy.tokenKept()) {
                grant.keepToken(copy.generation());
            }
        });
    }
}
