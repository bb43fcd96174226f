package io.sostenuto.storage.schema;

import javax.sql.DataSource;
import java.sql.SQLException;
import java.util.Locale;

/** Where the database is, as its driver tells it. */
public record DatabaseAddress(String url) {

    /** Fails where the database is away. */
    public static DatabaseAddress of(DataSource source) throws SQLException {
        try (var connection = source.getConnection()) {
            return new DatabaseAddress(connection.getMetaData().getURL());
        }
    }

    /** @return whether this process brings the database with it */
    public boolean isEmbedded() {
        return url.startsWith("jdbc:h2:");
    }

    /** @return whether nobody else can write: the file of an embedded database is locked by the process that has it open */
    public boolean isExclusive() {
        return url.startsWith("jdbc:h2:file:") && !url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER");
    }
}
