package io.sostenuto.storage.control;

import io.sostenuto.storage.entity.Causes;

import java.sql.SQLException;

/**
 * What a failure of the database means, by its SQLSTATE.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, error codes</a>
 */
enum Trouble {

    /** Two were at the same row, and one of them has to begin again: it finds then what the other one has written. */
    COLLISION,
    /** The role or the server has as many connections as it may; one of them will be free soon. */
    FULL,
    /** The database is there. It takes this statement not, or not now: a value, a right, a row that somebody holds. */
    OF_THE_STATEMENT,
    /** It may be away, or may take no writes: no connection, a read-only one, a server that ends, no answer in time. */
    IN_DOUBT;

    /** @return the meaning of the deepest SQLSTATE in it; where there is none, the database is in doubt */
    static Trouble of(Throwable failure) {
        var state = state(failure);
        return switch (state) {
            case "40001", "40P01", "23505" -> COLLISION;
            case "53300" -> FULL;
            case "55P03" -> OF_THE_STATEMENT;
            default -> state.startsWith("22") || state.startsWith("23") || state.startsWith("42") ? OF_THE_STATEMENT : IN_DOUBT;
        };
    }

    private static String state(Throwable failure) {
        return Causes.of(failure).filter(SQLException.class::isInstance).map(cause -> ((SQLException) cause).getSQLState())
                .filter(state -> state != null).reduce((outer, inner) -> inner).orElse("");
    }
}
