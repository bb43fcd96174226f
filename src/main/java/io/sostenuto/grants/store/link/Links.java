package io.sostenuto.grants.store.link;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.Optional;

/**
 * Links on their way, from the address to the code. Each step is one statement, which one caller gets through on all nodes
 * together. No address and no code is stored, but their hashes. Call it through {@link DatabaseGate}.
 */
@ApplicationSingleton
public class Links {

    private final Database database;
    private final Seal seal;

    @Inject
    public Links(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    public void begin(BegunLink link) {
        database.update("insert into begun_links (id, owner_issuer, owner_subject, app, scope, return_to, stage, ends_at)"
                + " values (?, ?, ?, ?, ?, ?, 'begun', ?)", link.id(), link.owner().issuer(), link.owner().subject(),
                link.owner().app().value(), link.scope(), link.returnTo(), link.end().toEpochMilli());
    }

    /** @return the link, where no browser has taken it yet and its time is not over */
    public Optional<BegunLink> find(String id, Instant now) {
        return database.rows("select owner_issuer, owner_subject, app, scope, return_to, ends_at from begun_links"
                + " where id = ? and stage = 'begun' and ends_at > ?", row -> new BegunLink(id,
                new Owner(row.getString(1), row.getString(2), new AppName(row.getString(3))), row.getString(4), row.getString(5),
                Instant.ofEpochMilli(row.getLong(6))), id, now.toEpochMilli()).stream().findFirst();
    }

    /** Its address is spent. @return whether it is this caller's */
    public boolean take(String id, Instant now, Instant end) {
        return database.update("update begun_links set stage = 'taken', ends_at = ? where id = ? and stage = 'begun' and ends_at > ?",
                end.toEpochMilli(), id, now.toEpochMilli()) == 1;
    }

    /**
     * The grant is there, and waits.
     *
     * @param code that completes the link
     * @return false where the link is over
     */
    public boolean keep(String id, String code, PendingGrant pending, Instant now, Instant end) {
        return database.update("update begun_links set stage = 'returned', code = ?, pending = ?, ends_at = ?"
                + " where id = ? and stage = 'taken' and ends_at > ?", SessionId.hash(code), sealed(id, pending),
                end.toEpochMilli(), id, now.toEpochMilli()) == 1;
    }

    /** More is known of the grant that waits. @return false where it does not wait any more */
    public boolean amend(String id, PendingGrant pending) {
        return database.update("update begun_links set pending = ? where id = ? and stage = 'returned'", sealed(id, pending), id) == 1;
    }

    /** @return whether the grant waits for this code, or is on its way; empty where the link is over */
    public Optional<Boolean> waits(String id, String code, Instant now) {
        return database.rows("select code from begun_links where id = ? and ends_at > ?",
                row -> SessionId.hash(code).equals(row.getString(1)), id, now.toEpochMilli()).stream().findFirst();
    }

    /** What was not completed in time goes, and its grant. @return how many there were */
    public int tidy(Instant now) {
        return database.update("delete from begun_links where ends_at <= ?", now.toEpochMilli());
    }

    private String sealed(String id, PendingGrant pending) {
        return seal.close(Purpose.PENDING_GRANT, id, pending.text());
    }
}
