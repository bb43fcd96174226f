package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Instant;

/**
 * A JWT of a client works once for each purpose, on all nodes together. Only hashes are stored. Each method is one statement.
 * Call it through {@link DatabaseGate}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 section 3, point 7</a>
 */
@ApplicationSingleton
public class UsedAssertions {

    private static final String USE = "insert into used_assertions (assertion_hash, expires_at)";
    private static final String USE_ONCE = USE + " values (?, ?) on conflict do nothing";
    /** Where two are at it at once, the second is refused, and finds at its next try that it is the second. */
    private static final String USE_ONCE_EMBEDDED = USE + " select cast(? as varchar), cast(? as bigint)"
            + " where not exists (select 1 from used_assertions where assertion_hash = ?)";

    private final Database database;

    @Inject
    public UsedAssertions(Database database) {
        this.database = database;
    }

    /** What a client signs a JWT for: one that was signed for the one is none for the other. */
    public enum Purpose {
        CLIENT, SUBJECT
    }

    /** @return false where this one was used before */
    public boolean use(String client, Purpose purpose, String jti, Instant expiry) {
        var hash = SessionId.hash(client + "\n" + purpose + "\n" + jti);
        var end = expiry.toEpochMilli();
        return (database.isPostgres() ? database.update(USE_ONCE, hash, end) : database.update(USE_ONCE_EMBEDDED, hash, end, hash)) == 1;
    }
}
