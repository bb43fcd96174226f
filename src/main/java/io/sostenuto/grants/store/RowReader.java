package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.persistence.EntityManager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads rows, each with the database's clock and with its count of changes from before it was read. */
final class RowReader {

    /** So many rows are read by one statement. */
    private static final int AT_ONCE = 64;

    private final Database database;
    private final DatabaseClock clock;
    private final ChangeCounters counters;

    RowReader(Database database, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.clock = clock;
        this.counters = counters;
    }

    /** @return the database's time, by which its clock is set */
    Instant time() {
        var asked = clock.here();
        var now = database.transaction(Database::now);
        clock.saw(asked, now);
        return now;
    }

    /** @return those rows that there are */
    Map<SessionId, Snapshot> rows(Collection<SessionId> sessions) {
        var all = new HashMap<SessionId, Snapshot>();
        var before = sessions.stream().collect(Collectors.toMap(Function.identity(), counters::count));
        var ids = sessions.stream().map(SessionId::value).toList();
        var asked = clock.here();
        database.read(entities -> {
            for (var first = 0; first < ids.size(); first += AT_ONCE) {
                withTime(entities, even(ids.subList(first, Math.min(ids.size(), first + AT_ONCE))))
                        .map(row -> snapshot(row, before::get)).forEach(row -> all.put(row.grant().id(), row));
            }
            return all;
        });
        all.values().stream().limit(1).forEach(snapshot -> clock.saw(asked, snapshot.readAt()));
        return all;
    }

    /**
     * @param count of changes, from before the transaction
     * @return the row, as this transaction sees it
     */
    Optional<Snapshot> row(EntityManager entities, SessionId session, long count) {
        return withTime(entities, List.of(session.value())).findFirst().map(row -> snapshot(row, id -> count));
    }

    private Snapshot snapshot(Object[] row, Function<SessionId, Long> counts) {
        var grant = (GrantRow) row[0];
        return new Snapshot(grant, Database.instant(row[1]), clock.here(), counts.apply(grant.id()));
    }

    private static Stream<Object[]> withTime(EntityManager entities, List<String> ids) {
        return entities.createQuery("select g, CURRENT_TIMESTAMP from GrantRow g where g.id in :ids", Object[].class)
                .setParameter("ids", ids).getResultStream();
    }

    /** Few lengths, by repeating the last one: each is a statement of its own for the driver and the database. */
    private static List<String> even(List<String> ids) {
        var length = 1;
        while (length < ids.size()) {
            length *= 2;
        }
        var even = new ArrayList<>(ids);
        even.addAll(Collections.nCopies(length - ids.size(), ids.get(ids.size() - 1)));
        return even;
    }
}
