package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.util.List;

/** The sessions of one Spotify user, on all their devices. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class GrantsOfUser {

    /** As many are found at once: more than anybody has devices; who has more sees the newest ones. */
    public static final int MOST = 200;

    private final Database database;

    @Inject
    public GrantsOfUser(Database database) {
        this.database = database;
    }

    /** @return the sessions that have not ended, the newest first, 200 at most */
    public List<Grant> live(String userId) {
        return database.transaction(entities -> List.<Grant>copyOf(entities.createQuery("select g from GrantRow g"
                        + " where g.spotifyUser = :user and g.endedAt is null order by g.authorizedAt desc", GrantRow.class)
                .setParameter("user", userId).setMaxResults(MOST).getResultList()));
    }

    /** @return the sessions that have ended, the latest first, 200 at most */
    public List<SessionId> ended(String userId) {
        return database.transaction(entities -> entities.createQuery("select g from GrantRow g"
                        + " where g.spotifyUser = :user and g.endedAt is not null order by g.endedAt desc", GrantRow.class)
                .setParameter("user", userId).setMaxResults(MOST).getResultStream().map(Grant::id).toList());
    }
}
