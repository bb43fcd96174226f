package io.sostenuto.sessions.control;

import io.sostenuto.sessions.entity.Glance;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.SpotifyUser;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The look at the rows of many, the most frequent question of all. Its parameters are single ones, in few numbers, and
 * not an array: PostgreSQL would plan that anew each time, for as many as are asked for.
 */
final class Glances {

    private static final int MOST = 64;
    private static final String FOUR = "?, ?, ?, ?";
    private static final String SIXTEEN = FOUR + ", " + FOUR + ", " + FOUR + ", " + FOUR;
    private static final String ALL = SIXTEEN + ", " + SIXTEEN + ", " + SIXTEEN + ", " + SIXTEEN;
    private static final String LOOK = "select id, version, fence, access_expires_at, generation, token_kept, spotify_user,"
            + " display_name from grants where ended_at is null and suspended_at is null and id in (";

    private Glances() {
    }

    /** @return what there is of these, but for those that have ended or are suspended */
    static Map<SessionId, Glance> of(Collection<SessionId> sessions, Database database) {
        var ids = sessions.stream().map(SessionId::value).toList();
        var found = new HashMap<SessionId, Glance>();
        for (var first = 0; first < ids.size(); first += MOST) {
            some(ids.subList(first, Math.min(ids.size(), first + MOST)), database)
                    .forEach(row -> found.put(row.getKey(), row.getValue()));
        }
        return found;
    }

    private static List<Map.Entry<SessionId, Glance>> some(List<String> ids, Database database) {
        if (ids.size() == 1) {
            return database.rows(LOOK + "?)", Glances::read, ids.toArray());
        } else if (ids.size() <= 4) {
            return database.rows(LOOK + FOUR + ")", Glances::read, filled(ids, 4));
        } else if (ids.size() <= 16) {
            return database.rows(LOOK + SIXTEEN + ")", Glances::read, filled(ids, 16));
        }
        return database.rows(LOOK + ALL + ")", Glances::read, filled(ids, MOST));
    }

    /** The last one is repeated. */
    private static Object[] filled(List<String> ids, int length) {
        var all = new ArrayList<>(ids);
        all.addAll(Collections.nCopies(length - ids.size(), ids.get(ids.size() - 1)));
        return all.toArray();
    }

    private static Map.Entry<SessionId, Glance> read(ResultSet row) throws SQLException {
        return Map.entry(new SessionId(row.getString(1)), new Glance(row.getInt(2), row.getLong(3), row.getLong(4),
                row.getInt(5), row.getBoolean(6), user(row.getString(7), row.getString(8))));
    }

    private static Optional<SpotifyUser> user(String id, String name) {
        return Optional.ofNullable(id).map(one -> new SpotifyUser(one, Optional.ofNullable(name)));
    }
}
