package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;

import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * What an attempt wants to write under its lease.
 *
 * @param seen   the row as it was read
 * @param change is told the row and the database's time; it may be told of a row that is not the one that is written in the end
 */
public record LeasedChange(Snapshot seen, long fence, BiConsumer<GrantRow, Instant> change) {

    SessionId session() {
        return seen.grant().id();
    }

    /** @return the row as it should be */
    GrantRow row() {
        var row = seen.grant().under(fence);
        change.accept(row, seen.now());
        return row;
    }
}
