package io.sostenuto.grants.store.link;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.storage.control.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the key of an owner to the session that is his current one, ended or not. */
final class Pointers {

    /** So many are read by one statement. */
    private static final int AT_ONCE = 64;

    private final Database database;

    Pointers(Database database) {
        this.database = database;
    }

    Map<String, SessionId> read(Collection<String> owners) {
        var all = new HashMap<String, SessionId>();
        var keys = List.copyOf(owners);
        for (var first = 0; first < keys.size(); first += AT_ONCE) {
            var some = even(keys.subList(first, Math.min(keys.size(), first + AT_ONCE)));
            database.rows("select owner, session_id from user_grants where owner in ("
                    + String.join(", ", Collections.nCopies(some.size(), "?")) + ")",
                    row -> all.put(row.getString(1), new SessionId(row.getString(2))), some.toArray());
        }
        return all;
    }

    /** Few lengths, by repeating the last one: each is a statement of its own for the driver and the database. */
    private static List<String> even(List<String> keys) {
        var even = new ArrayList<>(keys);
        while (Integer.bitCount(even.size()) > 1) {
            even.add(keys.get(keys.size() - 1));
        }
        return even;
    }

    /** @return where it leads; nobody moves it until this transaction ends */
    static Optional<SessionId> locked(EntityManager entities, String owner) {
        List<?> found = entities.createNativeQuery("select session_id from user_grants where owner = ?1 for update")
                .setParameter(1, owner).getResultList();
        return found.stream().findFirst().map(id -> new SessionId(String.valueOf(id)));
    }

    /** Where two make the first pointer of an owner at once, one of them begins again. */
    static void move(EntityManager entities, String owner, SessionId session) {
        if (entities.createNativeQuery("update user_grants set session_id = ?1 where owner = ?2")
                .setParameter(1, session.value()).setParameter(2, owner).executeUpdate() == 0) {
            entities.createNativeQuery("insert into user_grants (owner, session_id) values (?1, ?2)")
                    .setParameter(1, owner).setParameter(2, session.value()).executeUpdate();
        }
    }

    /** @return the row, ended or not; nobody changes it until this transaction ends */
    static Optional<GrantRow> row(EntityManager entities, SessionId session) {
        return Optional.ofNullable(entities.find(GrantRow.class, session.value(), LockModeType.PESSIMISTIC_WRITE));
    }
}
