package io.sostenuto.grants.freshness;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.storage.control.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The notes that PostgreSQL's triggers make of changed sessions, and the questions about them.
 *
 * <p>What a snapshot could not see is what began after it, and what was under way when it was taken: the notes of the
 * first lie together at the end of the index, those of the second are found one transaction at a time. So a question
 * reads what is new and no more, however long somebody's transaction stays open and however much was noted and cleared
 * away meanwhile.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT">PostgreSQL,
 * transaction ids and snapshots</a>
 */
final class ChangeNotes {

    /** Beyond so many notes all sessions are taken for changed: that costs less than telling them apart. */
    static final int MOST = 10_000;

    /** Restarted, crashed, promoted or restored, it is another place: what one has told says nothing of the other. */
    private static final String PLACE = "extract(epoch from pg_postmaster_start_time())::text || ' '"
            + " || pg_relation_filenode('grants')::text || ' ' || (select place from changed_grants_place)::text";
    /** Its plan is the database's own, see the migration: to plan it takes longer than to do it. */
    private static final String NEWS = "select snapshot, place, cleared, set_back, session, ended"
            + " from changed_grants_since_snapshot(cast(? as pg_snapshot), " + (MOST + 1) + ")";
    private static final String NOW = "select n.now::text, " + PLACE + ", false, false, null, null"
            + " from (select pg_current_snapshot() as now) n";
    /** Nodes of the release before go by the first one. */
    private static final String BEGIN = "with before as (insert into changed_grants_since default values on conflict do nothing)"
            + " insert into changed_grants_place default values on conflict do nothing";
    /** Notes of the future are from a backup of another server. */
    private static final String CLEAR = "with heard as (select cast(? as pg_snapshot) as by_all), gone as"
            + " (delete from changed_grants c using heard where pg_visible_in_snapshot(c.changed_in, heard.by_all)"
            + " or c.changed_in >= pg_snapshot_xmax(pg_current_snapshot()) returning 1)"
            + " update changed_grants_since set cleared = heard.by_all from heard where exists (select from gone)";

    private final Database database;

    ChangeNotes(Database database) {
        this.database = database;
    }

    /**
     * One note, and what is the same in each line of an answer.
     *
     * @param snapshot what the database had committed at the question, as it says it
     * @param place    null while the database has none
     * @param cleared  whether notes may be gone that the asker has not heard
     * @param setBack  whether the database is earlier than it was
     * @param session  which was changed; null where nothing is new
     * @param ended    why it is over; null where it is not
     */
    record Line(String snapshot, String place, boolean cleared, boolean setBack, String session, String ended) {

        /** @return why it is over, for a reason that only a later release knows another one; empty where it is not over */
        Optional<EndReason> end() {
            return Optional.ofNullable(ended).map(name -> Stream.of(EndReason.values()).filter(end -> end.name().equals(name))
                    .findFirst().orElse(EndReason.LOGOUT));
        }
    }

    /** @return one line at least: what the snapshot of before could not see */
    List<Line> since(String snapshot) {
        return database.rows(NEWS, ChangeNotes::read, snapshot);
    }

    /** @return a line without a session */
    Line now() {
        return database.rows(NOW, ChangeNotes::read).get(0);
    }

    private static Line read(ResultSet row) throws SQLException {
        return new Line(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4), row.getString(5),
                row.getString(6));
    }

    /** Gives the notes a place, where they have none. */
    void begin() {
        database.update(BEGIN);
    }

    /** Clears away what this snapshot saw. */
    void clear(String snapshot) {
        database.update(CLEAR, snapshot);
    }
}
