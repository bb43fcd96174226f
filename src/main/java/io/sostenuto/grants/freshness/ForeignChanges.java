package io.sostenuto.grants.freshness;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.OneAtATime;
import io.sostenuto.storage.control.SharedRead;
import io.sostenuto.storage.threads.Threads;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What other processes write into the rows of sessions, where the database tells: PostgreSQL notes which transaction has
 * changed which session. One question brings all that is new, and adds it to {@link ChangeCounters}; what it brought is good
 * for {@link #HOLD}, for all sessions. Who changes a row so that nobody may go by the old one any more
 * {@linkplain #heardByAll waits} for as long before he answers: then nobody does.
 *
 * <p>A question is answered with what the snapshot of the one before it could not see: each note once, however long its
 * transaction took. Where notes may be gone, because the database was started anew, has crashed, was restored or set back,
 * or has cleared away what this node had not heard yet, all is taken for changed. The ends that were heard are remembered
 * for a while: a database that has lost them can be told again, see {@link Tombstones}.
 */
@ApplicationSingleton
public class ForeignChanges {

    /** So long a node goes by what it has heard, counted from before it asked. */
    static final Duration HOLD = Duration.ofMillis(50);
    /** More than that by what the clocks of two machines may differ in the meantime, and far more. */
    private static final Duration HEARD_BY_ALL = HOLD.plusMillis(10);
    /** A node that was not asked for so long asks by itself. */
    private static final Duration SILENT = Duration.ofSeconds(1);
    private static final String ALL = "all";

    /**
     * What was heard last.
     *
     * @param asked    before it was asked, by the monotonic clock
     * @param snapshot what the database had committed then, as it says it
     * @param place    null while the database has none
     */
    private record Heard(long asked, String snapshot, String place) {
    }

    private final SharedRead<String, Heard> questions;
    private final OneAtATime ahead = new OneAtATime();
    private final ChangeNotes notes;
    private final NoteClearing clearing;
    private final RecentEnds ends;
    private final ChangeCounters counters;
    private final Threads threads;
    private final LongSupplier nanos;
    private volatile boolean told;
    private volatile Heard last;
    private final AtomicInteger places = new AtomicInteger();

    @Inject
    public ForeignChanges(DatabaseGate storage, Database database, ChangeCounters counters, Threads threads) {
        this(storage, database, counters, threads, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    ForeignChanges(DatabaseGate storage, Database database, ChangeCounters counters, Threads threads, LongSupplier nanos) {
        this.questions = new SharedRead<>(storage, all -> Map.of(ALL, ask()));
        this.notes = new ChangeNotes(database);
        this.clearing = new NoteClearing(notes, nanos);
        this.ends = new RecentEnds(nanos);
        this.counters = counters;
        this.threads = threads;
        this.nanos = nanos;
        this.last = new Heard(nanos.getAsLong() - HOLD.toNanos(), "1:1:", null);
    }

    /** @param byDatabase whether this database notes what is changed */
    public void enable(boolean byDatabase) {
        told = byDatabase;
    }

    /** @return whether there is more to be known of other processes than by a look at each row */
    public boolean areTold() {
        return told;
    }

    /**
     * @return a stage that ends when whatever was answered before this call, by {@link #heardByAll}, is counted in
     * {@link ChangeCounters}; it fails as {@link DatabaseGate#ask} does
     */
    public CompletionStage<?> counted() {
        var age = age(last);
        if (age >= HOLD.toNanos()) {
            return questions.ask(ALL);
        }
        if (age >= HOLD.toNanos() / 2) {
            ahead.begin(() -> questions.join(ALL));
        }
        return CompletableFuture.completedFuture(last);
    }

    /** Asks where nobody did for a while: a node without callers hears what has ended, and that the database is another one. */
    public void keepUp() {
        if (told && age(last) >= SILENT.toNanos()) {
            ahead.begin(() -> questions.join(ALL));
        }
    }

    /** This node has ended a session and stored that, or has read in its row that it ended. */
    public void ended(SessionId session, EndReason reason) {
        if (told) {
            ends.add(session, reason);
        }
    }

    /** @return whether this node knows of its end, even where the database has lost it */
    public boolean knowsEnd(SessionId session) {
        return ends.has(session);
    }

    /** @return how often the database turned out to be another one than before, so that it may lack what it was told */
    int places() {
        return places.get();
    }

    /** @return the sessions whose end this node knows, and why they ended */
    public Map<SessionId, EndReason> ends() {
        return ends.all();
    }

    /** @return the same, as soon as no node goes by what it had heard before this call; at once where none does so */
    public <T> CompletionStage<T> heardByAll(T answer) {
        return told ? threads.later(HEARD_BY_ALL, answer) : CompletableFuture.completedFuture(answer);
    }

    private long age(Heard heard) {
        return nanos.getAsLong() - heard.asked;
    }

    private Heard ask() {
        var before = last;
        var asked = nanos.getAsLong();
        var lines = notes.since(before.snapshot);
        if (lines.get(0).place() == null) {
            notes.begin();
        }
        return heard(before, asked, lines);
    }

    private synchronized Heard heard(Heard before, long asked, List<ChangeNotes.Line> lines) {
        var first = lines.get(0);
        var now = new Heard(asked, first.snapshot(), first.place());
        var elsewhere = first.setBack() || now.place == null || !now.place.equals(before.place);
        var missed = elsewhere || first.cleared() || lines.size() > ChangeNotes.MOST;
        lines.stream().filter(line -> line.session() != null).forEach(line -> {
            line.end().ifPresent(reason -> ends.add(new SessionId(line.session()), reason));
            if (!missed) {
                counters.increment(new SessionId(line.session()));
            }
        });
        if (missed) {
            counters.incrementAll();
        }
        if (elsewhere && before.place != null) {
            places.incrementAndGet();
        }
        if (missed || asked - last.asked > 0) {
            last = now; // after the counts: who sees this sees them
        }
        return now;
    }

    /** Clears away what nodes have had the time to hear. Call it through {@link DatabaseGate}. */
    public void clear() {
        if (told) {
            clearing.clear();
        }
    }
}
