package io.sostenuto.grants.freshness;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Clears away the notes that every node has had the time to hear. */
final class NoteClearing {

    /** So long a node may be silent and yet hear all. */
    private static final Duration KEPT = Duration.ofSeconds(60);

    /**
     * What the database had committed at some time.
     *
     * @param place null while the database has none
     */
    private record Point(long at, String snapshot, String place) {
    }

    private final ChangeNotes notes;
    private final LongSupplier nanos;
    private volatile Point last;

    /** @param nanos the monotonic clock */
    NoteClearing(ChangeNotes notes, LongSupplier nanos) {
        this.notes = notes;
        this.nanos = nanos;
        this.last = new Point(nanos.getAsLong(), "1:1:", null);
    }

    void clear() {
        if (last.place != null && nanos.getAsLong() - last.at < KEPT.toNanos()) {
            return;
        }
        var line = notes.now();
        var now = new Point(nanos.getAsLong(), line.snapshot(), line.place());
        if (now.place != null && now.place.equals(last.place)) {
            notes.clear(last.snapshot);
        }
        last = now;
    }
}
