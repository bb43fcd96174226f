package io.sostenuto.grants.lease;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.storage.time.Moment;
import jakarta.inject.Inject;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what attempts brought, many at once, into rows that are as they were seen, and gives their leases back. A row that
 * somebody has changed or holds is left to {@link io.sostenuto.grants.store.GrantStore#writeLeased}.
 */
@ApplicationSingleton
public class LeasedChanges {

    private final Database database;
    private final DatabaseClock clock;
    private final ChangeCounters counters;

    /** A row as it should be, until it is written. */
    private static final class Prepared {
        private final LeasedChange change;
        private final GrantRow row;
        /** Of its changes: the end of this one makes it old, so that the next reader asks. */
        private final long count;

        Prepared(LeasedChange change, long count) {
            this.change = change;
            this.row = change.row();
            this.count = count;
        }

        Object[] parameters() {
            return LeasedColumns.parameters(change.seen().grant(), row);
        }

        Snapshot written(Moment here) {
            return new Snapshot(row, change.seen().now(), here, count);
        }
    }

    @Inject
    public LeasedChanges(Database database, DatabaseClock clock, ChangeCounters counters) {
        this.database = database;
        this.clock = clock;
        this.counters = counters;
    }

    /** @return those that were written, each with its row as it is now */
    public Map<LeasedChange, Snapshot> write(List<LeasedChange> changes) {
        return counters.counted(changes.stream().map(LeasedChange::session).toList(), () -> {
            var all = changes.stream().map(change -> new Prepared(change, counters.count(change.session()))).toList();
            var changed = database.updateAll(database.isPostgres() ? LeasedColumns.WRITE_UNLESS_HELD : LeasedColumns.WRITE,
                    all.stream().map(Prepared::parameters).toList());
            var written = new HashMap<LeasedChange, Snapshot>();
            for (var i = 0; i < changed.length; i++) {
                if (changed[i] == 1) {
                    written.put(changes.get(i), all.get(i).written(clock.here()));
                }
            }
            return written;
        });
    }
}
