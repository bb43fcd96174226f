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
 * <p>Nothing is missed: a question is answered with what was written by every transaction that was not over, or not
 * begun, when the one before it was answered (PostgreSQL's snapshot knows the oldest of them). Where that cannot be told,
 * because this node has not asked for long, or the database was started anew or its table is another one, all is taken
 * for changed.
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
    /** Shorter than {@link #KEPT}: what was cleared away was heard. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofSeconds(60);
    /** More are not worth to be told apart. */
    private static final int MOST = 10_000;

    /** Restarted, restored or promoted, it is another place: what one has told says nothing of the other. */
    private static final String PLACE = "pg_postmaster_start_time()::text || ' ' || pg_relation_filenode('grants')::text";
    private static final String NOW = "select pg_snapshot_xmin(pg_current_snapshot())::text, " + PLACE + ", null";
    private static final String NEWS = "select n.oldest, n.place, c.session from (select"
            + " pg_snapshot_xmin(pg_current_snapshot())::text as oldest, " + PLACE + " as place) n"
            + " left join changed_grants c on c.changed_in >= cast(? as xid8) limit " + (MOST + 1);
    private static final String CLEAR = "delete from changed_grants where changed_in < cast(? as xid8)"
            + " or changed_in >= pg_snapshot_xmax(pg_current_snapshot())"; // from a backup of another server
    private static final String ALL = "all";

    /**
     * What was heard last.
     *
     * @param asked  before it was asked, by the monotonic clock
     * @param oldest the oldest transaction that was not over then
     */
    private record Heard(long asked, String oldest, String place) {
    }

    private record Line(String oldest, String place, String session) {
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
        this.last = new Heard(nanos.getAsLong() - REMEMBERED.toNanos(), "0", "nowhere");
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
        return told ? CompletableFuture.supplyAsync(() -> answer, workers.after(HEARD_BY_ALL))
                : CompletableFuture.completedFuture(answer);
    }

    private long age(Heard heard) {
        return nanos.getAsLong() - heard.asked;
    }

    private Heard ask() {
        var before = last;
        var asked = nanos.getAsLong();
        return heard(before, asked, database.rows(NEWS, ChangesElsewhere::read, before.oldest));
    }

    private static Line read(ResultSet row) throws SQLException {
        return new Line(row.getString(1), row.getString(2), row.getString(3));
    }

    private synchronized Heard heard(Heard before, long asked, List<Line> lines) {
        var now = new Heard(asked, lines.get(0).oldest, lines.get(0).place);
        var missed = age(before) >= REMEMBERED.toNanos() || !before.place.equals(now.place) || lines.size() > MOST;
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

    /** Clears away what every node has heard or will not ask for. Call it through {@link Storage}. */
    public void clear() {
        if (!told) {
            return;
        }
        var line = database.rows(NOW, ChangesElsewhere::read).get(0);
        var now = new Heard(nanos.getAsLong(), line.oldest, line.place);
        if (!toClear.place.equals(now.place)) {
            toClear = now;
        } else if (age(toClear) >= KEPT.toNanos()) {
            database.update(CLEAR, toClear.oldest);
            toClear = now;
        }
    }
}
