package io.sostenuto.storage.schema;

import javax.sql.DataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that answers a commit before it is on the disk loses rotated tokens when it crashes. */
public final class Durability {

    private static final String OFF = "select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'"
            + " order by name";

    private Durability() {
    }

    /** @return the settings that allow it to do so */
    public static List<String> switchedOff(DataSource postgres) throws SQLException {
        try (var connection = postgres.getConnection(); var statement = connection.prepareStatement(OFF);
                var rows = statement.executeQuery()) {
            var off = new ArrayList<String>();
            while (rows.next()) {
                off.add(rows.getString(1));
            }
            return off;
        }
    }
}
