package io.sostenuto.sessions.control;

import io.sostenuto.sessions.entity.SessionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * What other processes write into the rows of sessions, where the database tells: PostgreSQL notes which transaction has
 * changed which session. One question brings all that is new, and adds it to {@link Changes}; what it brought is good
 * for {@link #HOLD}, for all sessions. Who changes a row so that nobody may go by the old one any more
 * {@linkplain #heardByAll waits} for as long before he answers: then nobody does.
 *
 * <p>A question is answered with what the snapshot of the one before it could not see: each note once, however long its
 * transaction took. Where notes may be gone, because the database was started anew, has crashed, was restored or set back,
 * or has cleared away what this node had not heard yet, all is taken for changed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT">PostgreSQL,
 * transaction ids and snapshots</a>
 */
@ApplicationScoped
public class ChangesElsewhere {

    /** So long a node goes by what it has heard, counted from before it asked. */
    static final Duration HOLD = Duration.ofMillis(50);
    /** More than that by what the clocks of two machines may differ in the meantime, and far more. */
    private static final Duration HEARD_BY_ALL = HOLD.plusMillis(10);
    /** So long a node may be silent and yet hear all. */
    private static final Duration KEPT = Duration.ofSeconds(60);
    /** More are not worth to be told apart. */
    private static final int MOST = 10_000;

    /** Restarted, crashed, promoted or restored, it is another place: what one has told says nothing of the other. */
    private static final String PLACE = "extract(epoch from pg_postmaster_start_time())::text || ' '"
            + " || pg_relation_filenode('grants')::text || ' ' || s.place::text";
    /** Transactions are numbered upwards: notes that were cleared away later, or a database that is earlier, than before. */
    private static final String MISSED = "pg_snapshot_xmax(s.cleared) >= pg_snapshot_xmax(n.before)"
            + " or pg_snapshot_xmax(n.now) < pg_snapshot_xmax(n.before)";
    private static final String NEWS = "select n.now::text, " + PLACE + ", coalesce(" + MISSED + ", false), c.session"
            + " from (select pg_current_snapshot() as now, cast(? as pg_snapshot) as before) n"
            + " left join changed_grants_since s on true"
            + " left join changed_grants c on c.changed_in >= pg_snapshot_xmin(n.before)"
            + " and not pg_visible_in_snapshot(c.changed_in, n.before) limit " + (MOST + 1);
    private static final String NOW = "select n.now::text, " + PLACE + ", false, null"
            + " from (select pg_current_snapshot() as now) n left join changed_grants_since s on true";
    private static final String BEGIN = "insert into changed_grants_since default values on conflict do nothing";
    /** Notes of the future are from a backup of another server. */
    private static final String CLEAR = "with heard as (select cast(? as pg_snapshot) as by_all), gone as"
            + " (delete from changed_grants c using heard where pg_visible_in_snapshot(c.changed_in, heard.by_all)"
            + " or c.changed_in >= pg_snapshot_xmax(pg_current_snapshot()) returning 1)"
            + " update changed_grants_since set cleared = heard.by_all from heard where exists (select from gone)";
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

    private record Line(String snapshot, String place, boolean missed, String session) {
    }

    private final Together<String, Heard> questions;
    private final AtomicBoolean askingAhead = new AtomicBoolean();
    private final Database database;
    private final Changes changes;
    private final Workers workers;
    private final LongSupplier nanos;
    private volatile boolean told;
    private volatile Heard last;
    private volatile Heard toClear;

    @Inject
    public ChangesElsewhere(Storage storage, Database database, Changes changes, Workers workers) {
        this(storage, database, changes, workers, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    ChangesElsewhere(Storage storage, Database database, Changes changes, Workers workers, LongSupplier nanos) {
        this.questions = new Together<>(storage, all -> Map.of(ALL, ask()));
        this.database = database;
        this.changes = changes;
        this.workers = workers;
        this.nanos = nanos;
        this.last = new Heard(nanos.getAsLong() - HOLD.toNanos(), "1:1:", null);
        this.toClear = last;
    }

    protected ChangesElsewhere() {
        this.questions = null;
        this.database = null;
        this.changes = null;
        this.workers = null;
        this.nanos = null;
    }

    /** @param byDatabase whether this database notes what is changed */
    public void areTold(boolean byDatabase) {
        told = byDatabase;
    }

    /** @return whether there is more to be known of other processes than by a look at each row */
    boolean areTold() {
        return told;
    }

    /**
     * @return a stage that ends when whatever was answered before this call, by {@link #heardByAll}, is counted in
     * {@link Changes}; it fails as {@link Storage#ask} does
     */
    CompletionStage<?> counted() {
        var age = age(last);
        if (age >= HOLD.toNanos()) {
            return questions.ask(ALL);
        }
        if (age >= HOLD.toNanos() / 2 && askingAhead.compareAndSet(false, true)) {
            questions.join(ALL).whenComplete((heard, failure) -> askingAhead.set(false)); // nobody waits for it
        }
        return CompletableFuture.completedFuture(last);
    }

    /** @return the same, as soon as no node goes by what it had heard before this call; at once where none does so */
    public <T> CompletionStage<T> heardByAll(T answer) {
        return told ? workers.later(HEARD_BY_ALL, answer) : CompletableFuture.completedFuture(answer);
    }

    private long age(Heard heard) {
        return nanos.getAsLong() - heard.asked;
    }

    private Heard ask() {
        var before = last;
        var asked = nanos.getAsLong();
        var lines = database.rows(NEWS, ChangesElsewhere::read, before.snapshot);
        if (lines.get(0).place == null) {
            database.update(BEGIN);
        }
        return heard(before, asked, lines);
    }

    private static Line read(ResultSet row) throws SQLException {
        return new Line(row.getString(1), row.getString(2), row.getBoolean(3), row.getString(4));
    }

    private synchronized Heard heard(Heard before, long asked, List<Line> lines) {
        var now = new Heard(asked, lines.get(0).snapshot, lines.get(0).place);
        var missed = lines.get(0).missed || now.place == null || !now.place.equals(before.place) || lines.size() > MOST;
        if (missed) {
            changes.ofAll();
        } else {
            lines.stream().map(Line::session).filter(Objects::nonNull).forEach(session -> changes.of(new SessionId(session)));
        }
        if (missed || asked - last.asked > 0) {
            last = now; // after the counts: who sees this sees them
        }
        return now;
    }

    /** Clears away what nodes have had the time to hear. Call it through {@link Storage}. */
    public void clear() {
        if (!told || toClear.place != null && age(toClear) < KEPT.toNanos()) {
            return;
        }
        var line = database.rows(NOW, ChangesElsewhere::read).get(0);
        var now = new Heard(nanos.getAsLong(), line.snapshot, line.place);
        if (line.place != null && line.place.equals(toClear.place)) {
            database.update(CLEAR, toClear.snapshot);
        }
        toClear = now;
    }
}
