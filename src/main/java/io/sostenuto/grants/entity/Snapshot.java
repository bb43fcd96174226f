package io.sostenuto.grants.entity;

import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.storage.time.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A row as it was read, with the database's clock at that moment: every node counts by the same clock, and from then
 * on by its own ones.
 *
 * @param readAt  by the database's clock
 * @param heardAt the same by this machine's clocks
 * @param changes of the row, as this process had counted them before
 */
public record Snapshot(Grant grant, Instant readAt, Moment heardAt, long changes) {

    /** @return this reading, of a row with a change that the database does not have yet; this one stays as it is */
    public Snapshot with(Consumer<GrantRow> change) {
        var changed = grant.copy();
        change.accept(changed);
        return new Snapshot(changed, readAt, heardAt, changes);
    }

    /** @return enough of it to tell later whether the row has changed */
    public RowStamp stamp() {
        return RowStamp.of(grant, changes);
    }

    /** @return the database's time now, or an earlier one where this machine has slept: what is stored is never of the future */
    public Instant now() {
        return readAt.plus(heardAt.agoByMonotonicClock());
    }

    /**
     * @return the life that the access token has left, by whichever of the clocks leaves it less; zero when there is none
     * or its dates cannot be true
     */
    public Duration left() {
        return grant.sealed().accessToken().isEmpty() ? Duration.ZERO : grant.life().left(now(), readAt.plus(heardAt.ago()));
    }

    /** @return how long ago the access token was issued */
    public Duration age() {
        return grant.life().age(now());
    }

    /** @return the access token's whole life when it was issued */
    public Duration life() {
        return grant.life().whole();
    }
}
