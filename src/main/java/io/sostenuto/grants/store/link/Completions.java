package io.sostenuto.grants.store.link;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The end of a link: one look at its code decides, and spends it. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class Completions {

    private final Database database;
    private final Seal seal;
    private final GrantSealer sealer;
    private final ChangeCounters counters;

    /** A code that was found, and is spent. */
    private record Spent(String id, Owner owner, String returnTo, boolean late, String pending) {

        boolean isOf(String issuer, String subject) {
            return owner.issuer().equals(issuer) && owner.subject().equals(subject);
        }
    }

    @Inject
    public Completions(Database database, Seal seal, GrantSealer sealer, ChangeCounters counters) {
        this.database = database;
        this.seal = seal;
        this.sealer = sealer;
        this.counters = counters;
    }

    /** @return what became of it; where it is a link, the grant is durable, and the pointer leads to it */
    public Completion complete(String code, String issuer, String subject, String returnTo, Instant now) {
        var completion = database.transaction(entities -> spend(entities, code, now)
                .map(spent -> completed(entities, spent, issuer, subject, returnTo)).orElseGet(Completion.Over::new));
        if (completion instanceof Completion.Linked linked) {
            linked.replaced().ifPresent(older -> counters.counted(older.session(), () -> older));
        }
        return completion;
    }

    /** Who comes at the same time waits for the row, and finds it gone. */
    private static Optional<Spent> spend(EntityManager entities, String code, Instant now) {
        List<?> found = entities.createNativeQuery("select id, owner_issuer, owner_subject, app, return_to, ends_at, pending"
                + " from begun_links where code = ?1 for update").setParameter(1, SessionId.hash(code)).getResultList();
        return found.stream().findFirst().map(one -> {
            var row = (Object[]) one;
            entities.createNativeQuery("delete from begun_links where id = ?1").setParameter(1, row[0]).executeUpdate();
            return new Spent((String) row[0], new Owner((String) row[1], (String) row[2], new AppName((String) row[3])),
                    (String) row[4], ((Number) row[5]).longValue() <= now.toEpochMilli(), (String) row[6]);
        });
    }

    private Completion completed(EntityManager entities, Spent spent, String issuer, String subject, String returnTo) {
        if (!spent.isOf(issuer, subject)) {
            return new Completion.Foreign();
        }
        return Optional.of(spent).filter(own -> !own.late() && own.returnTo().equals(returnTo))
                .flatMap(own -> seal.open(Purpose.PENDING_GRANT, own.id(), own.pending())).flatMap(PendingGrant::read)
                .<Completion>map(pending -> linked(entities, spent.owner(), pending)).orElseGet(Completion.Over::new);
    }

    private Completion linked(EntityManager entities, Owner owner, PendingGrant pending) {
        var older = Pointers.locked(entities, owner.key()).flatMap(session -> Pointers.row(entities, session))
                .filter(row -> !row.ended());
        var replaced = older.map(GrantRow::copy).map(sealer::copy).map(GrantCopy::withoutToken);
        older.ifPresent(row -> row.end(EndReason.REPLACED, Database.now(entities)));
        entities.persist(row(owner, pending));
        Pointers.move(entities, owner.key(), pending.copy().session());
        return new Completion.Linked(pending.copy(), replaced);
    }

    private GrantRow row(Owner owner, PendingGrant pending) {
        var row = new GrantRow(pending.copy());
        row.ownedBy(owner);
        row.openedOn(pending.device());
        pending.copy().refreshToken().ifPresent(token -> sealer.hold(row, token));
        sealer.issue(row, pending.accessToken(), pending.issuedAt(), pending.life(), pending.copy().scope());
        return row;
    }
}
