package io.sostenuto.storage.schema;

import io.sostenuto.storage.entity.Causes;

import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a failure of the database is about, by the deepest SQLSTATE in it, and what it says. */
public final class SqlFailure {

    private SqlFailure() {
    }

    /** @return whether the database was not reached: no connection, none any more, none to be had, none from the pool */
    public static boolean isAway(Throwable failure) {
        return deepest(failure).map(sql -> sql.getSQLState() == null || sql.getSQLState().matches("08...|57P..|53..."))
                .orElse(false);
    }

    /** @return whether a privilege is missing */
    static boolean isDenied(Throwable failure) {
        return deepest(failure).filter(sql -> "42501".equals(sql.getSQLState())).isPresent();
    }

    /** @return whether a prepared statement was not where it was left, or another client's was there */
    public static boolean isOfPooler(Throwable failure) {
        return deepest(failure).filter(sql -> "42P05".equals(sql.getSQLState()) || "26000".equals(sql.getSQLState())).isPresent();
    }

    /** @return what the root of it says, in one line */
    public static String root(Throwable failure) {
        var root = Causes.root(failure);
        var words = words(root);
        return words.isEmpty() ? root.getClass().getSimpleName() : words;
    }

    /** @return all that it says, in one line */
    static String words(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.matches("-+"))
                .collect(Collectors.joining(" "));
    }

    private static Optional<SQLException> deepest(Throwable failure) {
        return Causes.of(failure).filter(SQLException.class::isInstance).map(SQLException.class::cast).reduce((outer, inner) -> inner);
    }
}
